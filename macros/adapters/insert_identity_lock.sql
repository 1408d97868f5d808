{#- Puts this build into the table of the lock. -#}
{% macro insert_identity_lock(lock) -%}
    {{ return(adapter.dispatch('insert_identity_lock', 'cdp')(lock)) }}
{%- endmacro %}

{% macro default__insert_identity_lock(lock) -%}
    {%- do run_query(_identity_lock_insertion(lock)) -%}
{%- endmacro %}

{#- Where the row is taken, it stays as it is. -#}
{% macro postgres__insert_identity_lock(lock) -%}
    {%- do run_query(_identity_lock_insertion(lock) ~ ' on conflict (lock_name) do nothing') -%}
{%- endmacro %}

{% macro _identity_lock_insertion(lock) -%}
    {%- set host = env_var('HOSTNAME', '') -%}
    {%- set user = env_var('USER', '') or target.get('user') or 'somebody' -%}
    {%- set held_by = user ~ (' on ' ~ host if host else '') -%}
    insert into {{ lock }} (lock_name, invocation_id, held_by, acquired_at)
    values (
        'identity',
        '{{ invocation_id }}',
        {{ dbt.string_literal(dbt.escape_single_quotes(held_by)) }},
        {{ utc_now() }}
    )
{%- endmacro %}
