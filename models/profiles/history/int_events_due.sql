{{ config(materialized='ephemeral') }}

{#- Rows of the events feeds that profile_events has to write again; all rows where it
    is written whole. -#}
{%- do ref('history_fingerprints') %}

with events_fed as (
    {{ feed_union('events') }}
),

{%- if history_is_whole('profile_events') %}

events_due as (
    select * from events_fed
)
{%- else %}

event_keys_due as (
    select * from {{ ref('int_event_keys_due') }}
),

events_due as (
    select events_fed.*
    from events_fed
    inner join event_keys_due
        on
            {{ dbt.concat(['events_fed.source_name', "':'", 'events_fed.event_id']) }}
            = event_keys_due.event_id
)
{%- endif %}

select * from events_due
