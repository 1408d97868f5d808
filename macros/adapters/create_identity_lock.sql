{#- Creates the table of the lock, empty, where it does not exist. -#}
{% macro create_identity_lock(lock) -%}
    {{ return(adapter.dispatch('create_identity_lock', 'cdp')(lock)) }}
{%- endmacro %}

{% macro default__create_identity_lock(lock) -%}
    {%- do run_query('create table if not exists ' ~ lock ~ ' (' ~ _identity_lock_columns() ~ ')') -%}
{%- endmacro %}

{#- The key keeps two builds apart that come in at the same instant. -#}
{% macro postgres__create_identity_lock(lock) -%}
    {%- do run_query(
        'create table if not exists ' ~ lock ~ ' (' ~ _identity_lock_columns() ~ ', primary key (lock_name))'
    ) -%}
{%- endmacro %}

{% macro _identity_lock_columns() -%}
    {%- set text = dbt.type_string() -%}
    lock_name {{ text }}, invocation_id {{ text }}, held_by {{ text }}, acquired_at {{ dbt.type_timestamp() }}
{%- endmacro %}
