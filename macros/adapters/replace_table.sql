{#- Puts the rows of a query in place of a model's table as its main statement; readers see the old table
    until the new one is whole. -#}
{% macro replace_table(target_relation, existing_relation, sql) -%}
    {{ return(adapter.dispatch('replace_table', 'cdp')(target_relation, existing_relation, sql)) }}
{%- endmacro %}

{#- Where renaming is not atomic or is a copy job, the engines replace in one statement. -#}
{% macro default__replace_table(target_relation, existing_relation, sql) -%}
    {%- if existing_relation is not none and not existing_relation.is_table -%}
        {%- do adapter.drop_relation(existing_relation) -%}
    {%- endif -%}
    {%- call statement('main') -%}
        {{ create_table_as(False, target_relation, sql) }}
    {%- endcall -%}
{%- endmacro %}

{#- One statement, and atomic. -#}
{% macro duckdb__replace_table(target_relation, existing_relation, sql) -%}
    {%- if existing_relation is not none and not existing_relation.is_table -%}
        {%- do drop_at_once(existing_relation) -%}
    {%- endif -%}
    {%- call statement('main') -%}
        create or replace table {{ target_relation }} as
        {{ sql }}
    {%- endcall -%}
{%- endmacro %}

{#- In the transaction that is open. The query may read the table it replaces. -#}
{% macro postgres__replace_table(target_relation, existing_relation, sql) -%}
    {%- set new_relation = make_intermediate_relation(target_relation) -%}
    {%- do drop_at_once(new_relation) -%}
    {%- call statement('main') -%}
        {{ create_table_as(False, new_relation, sql) }}
    {%- endcall -%}
    {%- do put_in_place(new_relation, target_relation, existing_relation) -%}
{%- endmacro %}
