with profile_events as (
    select * from {{ ref('profile_events') }}
),

events_aggregated as (
    select
        profile_id,
        count(*) as count_events
    from profile_events
    where profile_id is not null
    group by profile_id
)

select * from events_aggregated
