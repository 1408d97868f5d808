with events_of_people as (
    select * from {{ ref('int_events_of_people') }}
),

events_aggregated as (
    select
        profile_id,
        {%- for channel in var('profile_channels') %}
        min(case when channel = '{{ channel }}' then occurred_at end)
            as first_{{ channel }}_event_at,
        max(case when channel = '{{ channel }}' then occurred_at end)
            as last_{{ channel }}_event_at,
        {%- endfor %}
        count(*) as count_events
    from events_of_people
    group by profile_id
)

select * from events_aggregated
