{#- Gives a table that was made beside a model's the model's name, in the transaction that is open. -#}
{% macro put_in_place(new_relation, target_relation, existing_relation) -%}
    {%- if existing_relation is not none -%}
        {%- do drop_at_once(existing_relation) -%}
    {%- endif -%}
    {%- do run_query('alter table ' ~ new_relation ~ ' rename to ' ~ adapter.quote(target_relation.identifier)) -%}
    {%- do adapter.cache_added(target_relation) -%}
{%- endmacro %}
