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
        coalesce(
            occurred_at > lag({{ dbt.dateadd('minute', gap_minutes, 'occurred_at') }})
                over (
                    partition by profile_id, channel
                    order by occurred_at, event_id
                ),
            true
        ) as opens_session,
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
        sum(case when opens_session then 1 else 0 end) over (
            partition by profile_id, channel
            order by occurred_at, event_id
            rows between unbounded preceding and current row
        ) as session_number,
        opens_session,
        occurred_at,
        loaded_at
    from events_compared
)

select * from events_numbered
