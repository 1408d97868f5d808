with events_ranked as (
    select * from {{ ref('int_events_ranked') }}
),

identity_records as (
    select * from {{ ref('identity_records') }}
),

events_attributed as (
    select
        events_ranked.event_id,
        identity_records.profile_id,
        events_ranked.source_name,
        events_ranked.record_id,
        events_ranked.event_type,
        events_ranked.channel,
        events_ranked.currency,
        events_ranked.properties,
        events_ranked.amount,
        events_ranked.occurred_at,
        events_ranked.loaded_at
    from events_ranked
    left join identity_records
        on
            events_ranked.source_name = identity_records.source_name
            and events_ranked.record_id = identity_records.record_id
    where events_ranked.row_rank = 1
)

select * from events_attributed
