{#- Drops the work tables of a model, those that a killed build left included. -#}
{% macro drop_work_relations(target_relation) -%}
    {%- set prefix = _work_prefix(target_relation) -%}
    {%- for relation in adapter.list_relations_without_caching(target_relation.without_identifier()) -%}
        {%- if relation.identifier.startswith(prefix) -%}
            {%- do adapter.drop_relation(relation) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
