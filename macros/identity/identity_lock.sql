{#- The table that keeps two builds of one target apart: it has a row while a build of identity is at work. It
    stands beside any model of identity. -#}
{% macro identity_lock(neighbour) -%}
    {{ return(neighbour.incorporate(path={'identifier': 'identity_lock'}, type='table')) }}
{%- endmacro %}

{#- Who holds it: the first, should two have come in at once. -#}
{% macro _identity_lock_holder(lock) -%}
    {%- set rows = run_query(_identity_lock_query(lock)).rows -%}
    {%- if rows -%}
        {{ return({
            'invocation_id': rows[0][0],
            'description': rows[0][1] ~ ', dbt invocation ' ~ rows[0][0] ~ ', since ' ~ rows[0][2] ~ ' UTC',
            'is_old': rows[0][3] | int == 1,
        }) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}

{% macro _identity_lock_query(lock) -%}
    {%- set minutes = modules.datetime.timedelta(minutes=var('identity_lock_minutes')) -%}
    select
        invocation_id,
        held_by,
        cast(acquired_at as {{ dbt.type_string() }}) as acquired_at,
        case when acquired_at < {{ utc_now(minutes) }} then 1 else 0 end as is_old
    from {{ lock }}
    order by acquired_at asc, invocation_id asc
{%- endmacro %}

{% macro _identity_lock_deletion(lock, held_invocation_id) -%}
    delete from {{ lock }}
    where invocation_id = '{{ held_invocation_id }}'
{%- endmacro %}
