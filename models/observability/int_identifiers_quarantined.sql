{{ config(materialized='view') }}

with identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
),

record_keys as (
    select * from {{ ref('record_keys') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

-- A value derived from a quarantined one is the same finding, not another.
sightings_quarantined as (
    select
        record_keys.source_name,
        record_keys.record_id,
        identifiers.identifier_type,
        identifiers.identifier_value,
        identifiers.quarantine_reason,
        identifier_sightings.last_loaded_at as loaded_at
    from identifier_sightings
    inner join identifiers
        on identifier_sightings.identifier_key = identifiers.identifier_key
    inner join record_keys
        on identifier_sightings.record_key = record_keys.record_key
    where
        identifier_sightings.is_supported
        and identifier_sightings.parent_key is null
        and not identifiers.is_usable
)

select * from sightings_quarantined
