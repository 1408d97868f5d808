{{ config(materialized='history', meta={'row_key': ['session_id']}) }}

with events_numbered as (
    select * from {{ ref('int_session_events_numbered') }}
),

-- The event that was loaded first gives the session its id: one that comes late does
-- not change it, and of two sessions that it joins, the one known first goes on.
events_ranked as (
    select
        event_id,
        profile_id,
        channel,
        session_number,
        row_number() over (
            partition by profile_id, channel, session_number
            order by loaded_at, occurred_at, event_id
        ) as loading_rank,
        occurred_at,
        loaded_at
    from events_numbered
),

sessions_grouped as (
    select
        {{ dbt.hash('max(case when loading_rank = 1 then event_id end)') }}
            as session_id,
        profile_id,
        channel,
        count(*) as count_events,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        max(loaded_at) as loaded_at
    from events_ranked
    group by profile_id, channel, session_number
),

sessions_timed as (
    select
        session_id,
        profile_id,
        channel,
        count_events,
        cast(
            {{ dbt.datediff('started_at', 'ended_at', 'second') }}
            as {{ dbt.type_int() }}
        ) as duration_seconds,
        started_at,
        ended_at,
        loaded_at
    from sessions_grouped
)

select * from sessions_timed
