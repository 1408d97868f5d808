{#- Puts a query in place of a model's view, as its main statement; readers see the old one until then. -#}
{% macro replace_view(target_relation, existing_relation, sql) -%}
    {{ return(adapter.dispatch('replace_view', 'cdp')(target_relation, existing_relation, sql)) }}
{%- endmacro %}

{#- In the transaction that is open. Not replaced in place: a view may have other columns than before. -#}
{% macro default__replace_view(target_relation, existing_relation, sql) -%}
    {%- if existing_relation is not none -%}
        {%- do drop_at_once(existing_relation) -%}
    {%- endif -%}
    {%- call statement('main') -%}
        {{ get_create_view_as_sql(target_relation, sql) }}
    {%- endcall -%}
{%- endmacro %}

{#- One statement, and atomic. -#}
{% macro duckdb__replace_view(target_relation, existing_relation, sql) -%}
    {%- if existing_relation is not none and existing_relation.is_table -%}
        {%- do drop_at_once(existing_relation) -%}
    {%- endif -%}
    {%- call statement('main') -%}
        create or replace view {{ target_relation }} as
        {{ sql }}
    {%- endcall -%}
{%- endmacro %}
