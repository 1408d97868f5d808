{{ config(materialized='view') }}

with events_unioned as (
    {{ feed_union('events') }}
),

events_ranked as (
    select
        {{ dbt.concat(['source_name', "':'", 'event_id']) }} as event_id,
        source_name,
        record_id,
        event_type,
        channel,
        currency,
        properties,
        row_number() over (
            partition by source_name, event_id
            order by loaded_at desc, occurred_at desc, amount desc, record_id
        ) as row_rank,
        amount,
        occurred_at,
        loaded_at
    from events_unioned
)

select * from events_ranked
