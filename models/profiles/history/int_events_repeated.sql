{{ config(materialized='view') }}

{#- Most events come once. To rank those that do not, and find them by a grouping, costs
    a sixth of ranking all. -#}
with events_fed as (
    {{ feed_union('events') }}
),

records_versioned as (
    select * from {{ ref('int_records_versioned') }}
),

keys_repeated as (
    select
        source_name,
        event_id
    from events_fed
    group by source_name, event_id
    having count(*) > 1
),

events_repeated as (
    select events_fed.*
    from events_fed
    inner join keys_repeated
        on
            events_fed.source_name = keys_repeated.source_name
            and events_fed.event_id = keys_repeated.event_id
),

events_ranked as (
    {{ events_ranked('events_repeated', 'records_versioned') }}
)

select * from events_ranked
