{{ config(materialized='ephemeral') }}

{#- Events that profile_events holds and no feed has any more: their rows were erased,
    purged or taken away. -#}
with events_fed as (
    {{ feed_union('events') }}
),

events_stored as (
    select * from {{ published('profile_events') or ref('int_events_repeated') }}
),

events_gone as (
    select
        events_stored.event_id,
        events_stored.profile_id,
        events_stored.source_name,
        events_stored.record_id,
        events_stored.event_type,
        events_stored.channel,
        events_stored.currency,
        events_stored.properties,
        events_stored.amount,
        events_stored.occurred_at,
        events_stored.loaded_at
    from events_stored
    left join events_fed
        on
            events_stored.event_id
            = {{ dbt.concat(['events_fed.source_name', "':'", 'events_fed.event_id']) }}
    where events_fed.event_id is null
)

select * from events_gone
