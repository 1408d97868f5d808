{{ config(materialized='view') }}

{%- set gap_minutes = var('session_gap_minutes') -%}
{%- set channels = var('session_channels') | join("', '") -%}

with profile_events as (
    select * from {{ ref('profile_events') }}
),

events_compared as (
    select
        event_id,
        profile_id,
        channel,
        lag({{ dbt.dateadd('minute', gap_minutes, 'occurred_at') }}) over (
            partition by profile_id, channel
            order by occurred_at, event_id
        ) as session_goes_on_until,
        occurred_at,
        loaded_at
    from profile_events
    where
        profile_id is not null
        and channel in ('{{ channels }}')
),

events_numbered as (
    select
        event_id,
        profile_id,
        channel,
        sum(case when occurred_at <= session_goes_on_until then 0 else 1 end) over (
            partition by profile_id, channel
            order by occurred_at, event_id
            rows between unbounded preceding and current row
        ) as session_number,
        occurred_at,
        loaded_at
    from events_compared
)

select * from events_numbered
