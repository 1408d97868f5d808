with events_unioned as (
    {{ feed_union('events') }}
),

profile_events as (
    select * from {{ ref('profile_events') }}
),

events_listed as (
    select distinct
        {{ dbt.concat(['source_name', "':'", 'event_id']) }} as event_id,
        1 as count_fed,
        0 as count_kept
    from events_unioned
    {%- if retention_days('events') %}
    where
        occurred_at >= (
            select {{ days_before('identity_as_of.as_of_at', retention_days('events')) }}
            from {{ ref('identity_as_of') }} as identity_as_of
        )
    {%- endif %}
    union all
    select
        event_id,
        0 as count_fed,
        1 as count_kept
    from profile_events
),

events_counted as (
    select
        event_id,
        sum(count_fed) as count_fed,
        sum(count_kept) as count_kept
    from events_listed
    group by event_id
),

events_at_fault as (
    select
        event_id,
        count_fed,
        count_kept
    from events_counted
    where count_fed <> 1 or count_kept <> 1
)

select * from events_at_fault
