{{ config(materialized='view') }}

with events_unioned as (
    {{ feed_union('events') }}
),

records_versioned as (
    select * from {{ ref('int_records_versioned') }}
),

-- A replay of an old version is loaded last and is not the newest all the same.
events_ranked as (
    select
        {{ dbt.concat(['events_unioned.source_name', "':'", 'events_unioned.event_id']) }} as event_id,
        events_unioned.source_name,
        events_unioned.record_id,
        events_unioned.event_type,
        events_unioned.channel,
        events_unioned.currency,
        events_unioned.properties,
        row_number() over (
            partition by events_unioned.source_name, events_unioned.event_id
            order by
                case when records_versioned.record_id is null then 1 else 0 end,
                events_unioned.loaded_at desc,
                events_unioned.occurred_at desc,
                events_unioned.properties,
                events_unioned.record_id
        ) as row_rank,
        events_unioned.amount,
        events_unioned.occurred_at,
        events_unioned.loaded_at
    from events_unioned
    left join records_versioned
        on
            events_unioned.source_name = records_versioned.source_name
            and events_unioned.record_id = records_versioned.record_id
            and events_unioned.loaded_at = records_versioned.loaded_at
)

select * from events_ranked
