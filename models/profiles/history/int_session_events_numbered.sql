{{ config(materialized='view') }}

{%- set gap_minutes = var('session_gap_minutes') -%}
{%- set channels = var('session_channels') | join("', '") -%}

with events_of_people as (
    select * from {{ ref('int_events_of_people') }}
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
    from events_of_people
    where channel in ('{{ channels }}')
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
