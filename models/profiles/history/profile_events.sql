{{ config(materialized='history', meta={'row_key': ['event_id'], 'reads': 'due'}) }}

{%- set columns = [
    'event_id', 'profile_id', 'source_name', 'record_id', 'event_type', 'channel',
    'currency', 'properties', 'amount', 'occurred_at', 'loaded_at',
] -%}

with events_due as (
    select * from {{ ref('int_events_due') }}
),

records_versioned as (
    select * from {{ ref('int_records_versioned') }}
),

identity_records as (
    select * from {{ ref('identity_records') }}
),

events_ranked as (
    {{ events_ranked('events_due', 'records_versioned') }}
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
{%- if not history_is_whole('profile_events') %},

events_changed as (
    select
        {{ columns | join(',\n        ') }},
        false as is_removed
    from events_attributed
    union all
    select
        {{ columns | join(',\n        ') }},
        true as is_removed
    from {{ ref('int_events_gone') }}
)

select * from events_changed
{%- else %}

select * from events_attributed
{%- endif %}
