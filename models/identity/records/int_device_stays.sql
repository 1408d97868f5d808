{{ config(materialized='view') }}

{#- How long each one who logged in on a shared device stayed its owner by their own
    logins: until lapsed_at on a device that too many people use, else for as long as
    nobody else logs in. -#}
{%- set login_hours = var('over_shared_login_hours') -%}

with device_logins as (
    select * from {{ ref('int_device_logins') }}
),

logins_compared as (
    select
        identifier_key,
        profile_id,
        is_over_shared,
        logged_in_at,
        {{ dbt.dateadd('hour', login_hours, 'logged_in_at') }} as lapses_at,
        lag(profile_id) over (
            partition by identifier_key
            order by logged_in_at
        ) as profile_id_before,
        lag({{ dbt.dateadd('hour', login_hours, 'logged_in_at') }}) over (
            partition by identifier_key
            order by logged_in_at
        ) as lapsed_before_at
    from device_logins
),

logins_numbered as (
    select
        *,
        sum(
            case
                when
                    profile_id_before = profile_id
                    and not (is_over_shared and lapsed_before_at < logged_in_at)
                    then 0
                else 1
            end
        ) over (
            partition by identifier_key
            order by logged_in_at
            rows between unbounded preceding and current row
        ) as stay_number
    from logins_compared
),

stays_grouped as (
    select
        identifier_key,
        stay_number,
        min(profile_id) as profile_id,
        min(logged_in_at) as owned_from,
        max(case when is_over_shared then lapses_at end) as lapsed_at
    from logins_numbered
    group by identifier_key, stay_number
)

select * from stays_grouped
