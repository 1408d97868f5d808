{#- The identifiers on touched records; empty where everything is resolved again. -#}
with identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
),

records_touched as (
    select * from {{ ref('int_records_touched') }}
),

identifiers_touched as (
    select identifier_sightings.identifier_key
    from identifier_sightings
    inner join records_touched
        on identifier_sightings.record_key = records_touched.record_key
    where identifier_sightings.identifier_key > 0
    group by identifier_sightings.identifier_key
)

select * from identifiers_touched
