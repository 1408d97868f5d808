{{ config(materialized='ephemeral') }}

{#- The records whose profile may be another one than int_records_resolved says: their
    sightings changed after it was written, or one of their identifiers moved. -#}
{%- set resolved_in_run = newest_change('int_records_resolved') -%}

with identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
),

identifiers_judged as (
    select * from {{ ref('int_identifiers_judged') }}
),

identity_graph as (
    select * from {{ ref('identity_graph') }}
),

identifiers_republished as (
    select identifier_id
    from identity_graph
    where run_number > {{ resolved_in_run }}
),

identifiers_moved as (
    select judged.identifier_key
    from identifiers_judged as judged
    left join identifiers_republished as republished
        on judged.identifier_id = republished.identifier_id
    where
        judged.usable_changed_in_run > {{ resolved_in_run }}
        or republished.identifier_id is not null
),

records_moved as (
    select sightings.record_key
    from identifier_sightings as sightings
    left join identifiers_moved
        on sightings.identifier_key = identifiers_moved.identifier_key
    where
        sightings.changed_in_run > {{ resolved_in_run }}
        or identifiers_moved.identifier_key is not null
    group by sightings.record_key
)

select * from records_moved
