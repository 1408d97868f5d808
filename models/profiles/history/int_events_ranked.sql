{{ config(materialized='view') }}

with events_fed as (
    {{ feed_union('events') }}
),

records_versioned as (
    select * from {{ ref('int_records_versioned') }}
),

events_ranked as (
    {{ events_ranked('events_fed', 'records_versioned') }}
)

select * from events_ranked
