{#- Identifiers and records get their numbers in two tables, and are grouped in a third:
    all at once need several times the memory. -#}
with sightings_identified as (
    select * from {{ ref('int_sightings_identified') }}
),

record_keys as (
    select * from {{ ref('record_keys') }}
),

sightings_keyed as (
    select
        sightings_identified.source_name,
        record_keys.record_key,
        sightings_identified.identifier_key,
        sightings_identified.parent_key,
        sightings_identified.is_supported,
        sightings_identified.is_authenticated,
        sightings_identified.observed_at,
        sightings_identified.loaded_at
    from sightings_identified
    inner join record_keys
        on
            sightings_identified.source_name = record_keys.source_name
            and sightings_identified.record_id = record_keys.record_id
)

select * from sightings_keyed
