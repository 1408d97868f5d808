{{ config(materialized='view') }}

with identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

-- A value derived from a quarantined one is the same finding, not another.
sightings_quarantined as (
    select
        identifier_sightings.source_name,
        identifier_sightings.record_id,
        identifier_sightings.identifier_type,
        identifier_sightings.identifier_value,
        identifiers.quarantine_reason,
        identifier_sightings.last_loaded_at as loaded_at
    from identifier_sightings
    inner join identifiers
        on identifier_sightings.identifier_id = identifiers.identifier_id
    where
        not identifiers.is_usable
        and identifier_sightings.parent_value is null
)

select * from sightings_quarantined
