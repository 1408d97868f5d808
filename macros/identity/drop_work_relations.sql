{#- Drops the work tables of a model's loop, those that a killed build left included. They are looked up in
    dbt's cache, which costs no statement. -#}
{% macro drop_work_relations(target_relation) -%}
    {%- set suffixes = ['pairs', 'labels'] -%}
    {%- for round in range(_most_rounds() + 1) -%}
        {%- do suffixes.extend(['edges_' ~ round, 'representatives_' ~ round, 'composed_' ~ round]) -%}
    {%- endfor -%}
    {%- for suffix in suffixes -%}
        {%- set relation = load_cached_relation(work_relation(target_relation, suffix)) -%}
        {%- if relation is not none -%}
            {%- do adapter.drop_relation(relation) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{#- Far more than any graph that fits a warehouse needs, at about log2 of its longest chain. -#}
{% macro _most_rounds() -%}
    {{ return(500) }}
{%- endmacro %}
