{#- Whether the build that holds the lock may still be at work. -#}
{% macro identity_lock_holder_lives() -%}
    {{ return(adapter.dispatch('identity_lock_holder_lives', 'cdp')()) }}
{%- endmacro %}

{% macro default__identity_lock_holder_lives() -%}
    {{ return(true) }}
{%- endmacro %}

{#- A build that lives has a connection at nearly every instant, under the name that this one has too. One that
    is seen in less than two of five looks, half a second apart, is dead: a connection that was just closed
    may be seen once. -#}
{% macro postgres__identity_lock_holder_lives() -%}
    {%- set times_seen = [] -%}
    {%- for look in range(5) if times_seen | length < 2 -%}
        {%- do run_query('select pg_sleep(0.5)') -%}
        {%- if run_query(_connections_of_others()).rows[0][0] | int > 0 -%}
            {%- do times_seen.append(look) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(times_seen | length >= 2) }}
{%- endmacro %}

{% macro _connections_of_others() -%}
    select count(*) as count_connections
    from pg_stat_activity
    where
        datname = current_database()
        and application_name = current_setting('application_name')
        and pid <> pg_backend_pid()
{%- endmacro %}
