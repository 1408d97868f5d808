{#- Makes a table of a query for use inside one model's build, replacing any that an aborted build left.
    A real table, not a temporary one: on Spark a temporary table is a view that runs again at each use. -#}
{% macro create_work_table(relation, sql) -%}
    {%- do drop_at_once(relation) -%}
    {%- do run_query(adapter.dispatch('create_work_table_sql', 'cdp')(relation, sql)) -%}
    {%- do adapter.cache_added(relation) -%}
    {{ return(relation) }}
{%- endmacro %}

{% macro default__create_work_table_sql(relation, sql) -%}
    create table {{ relation }} as
    {{ sql }}
{%- endmacro %}

{#- Unlogged: a work table is thrown away, so its write-ahead log would be paid for nothing. Analyzed: the
    server does so by itself only a minute later, and plans joins of tables it knows nothing of row by row. -#}
{% macro postgres__create_work_table_sql(relation, sql) -%}
    create unlogged table {{ relation }} as
    {{ sql }};
    analyze {{ relation }}
{%- endmacro %}

{#- Spark's default format cannot be read while it is rewritten. -#}
{% macro spark__create_work_table_sql(relation, sql) -%}
    create table {{ relation }} using parquet as
    {{ sql }}
{%- endmacro %}
