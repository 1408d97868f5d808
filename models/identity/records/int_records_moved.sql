{{ config(materialized='ephemeral') }}

{#- The records whose profile may be another one than int_records_resolved says: their
    sightings changed after it was written, or one of their identifiers moved. -#}
with identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

identity_graph as (
    select * from {{ ref('identity_graph') }}
),

newest_change as (
    select coalesce(max(changed_in_run), 0) as run_number
    from {{ published('int_records_resolved') }}
),

identifiers_moved as (
    select identifiers.identifier_key
    from identity_graph
    inner join identifiers on identity_graph.identifier_id = identifiers.identifier_id
    cross join newest_change
    where identity_graph.run_number > newest_change.run_number
    union all
    select judged.identifier_key
    from {{ ref('int_identifiers_judged') }} as judged
    cross join newest_change
    where judged.usable_changed_in_run > newest_change.run_number
),

records_moved as (
    select identifier_sightings.record_key
    from identifier_sightings
    inner join identifiers_moved
        on identifier_sightings.identifier_key = identifiers_moved.identifier_key
    union
    select identifier_sightings.record_key
    from identifier_sightings
    cross join newest_change
    where identifier_sightings.changed_in_run > newest_change.run_number
)

select * from records_moved
