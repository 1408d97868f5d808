{{ config(materialized='view') }}

with consent_evidence as (
    select * from {{ ref('consent_evidence') }}
),

record_keys as (
    select * from {{ ref('record_keys') }}
),

identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
    where is_supported
),

identifier_keys as (
    select * from {{ ref('identifier_keys') }}
),

records_stated as (
    select distinct
        source_name,
        record_id
    from consent_evidence
),

identifiers_seen as (
    select
        records_stated.source_name,
        records_stated.record_id,
        identifier_keys.identifier_id,
        identifier_keys.identifier_type,
        identifier_sightings.is_authenticated
    from records_stated
    inner join record_keys
        on
            records_stated.source_name = record_keys.source_name
            and records_stated.record_id = record_keys.record_id
    inner join identifier_sightings
        on record_keys.record_key = identifier_sightings.record_key
    inner join identifier_keys
        on identifier_sightings.identifier_key = identifier_keys.identifier_key
)

select * from identifiers_seen
