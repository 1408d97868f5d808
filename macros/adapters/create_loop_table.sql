{#- Makes a table of a query for use inside one loop, replacing any that an aborted build left. -#}
{% macro create_loop_table(relation, sql) -%}
    {{ return(adapter.dispatch('create_loop_table', 'cdp')(relation, sql)) }}
{%- endmacro %}

{% macro default__create_loop_table(relation, sql) -%}
    {{ return(create_work_table(relation, sql)) }}
{%- endmacro %}

{#- A temporary table: what goes into the file is compressed first, which takes a seventh of a loop's time.
    Its name stands alone, because it is in no schema of the file. -#}
{% macro duckdb__create_loop_table(relation, sql) -%}
    {%- set temporary = relation.include(database=false, schema=false) -%}
    {%- do drop_at_once(temporary) -%}
    {%- do run_query('create temporary table ' ~ temporary ~ ' as ' ~ sql) -%}
    {%- do adapter.cache_added(temporary) -%}
    {{ return(temporary) }}
{%- endmacro %}
