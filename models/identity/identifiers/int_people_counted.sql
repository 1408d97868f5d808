{{ config(materialized='view') }}

{#- How many people are behind a value is told by what else is on its records: `person`
    identifiers, and `contact` identifiers of another type. -#}
with values_suspected as (
    select * from {{ ref('int_values_suspected') }}
),

identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
    where is_supported
),

identifier_types as (
    select * from {{ ref('identifier_types') }}
),

identifiers_telling as (
    select * from {{ ref('int_identifiers_telling') }}
),

-- Counted a type at a time: one person has an id in each of several systems.
companions_counted as (
    select
        values_suspected.identifier_key,
        values_suspected.max_profiles_per_value,
        identifiers_telling.identifier_type,
        count(distinct identifiers_telling.identifier_key) as count_companions
    from values_suspected
    inner join identifier_sightings
        on values_suspected.record_key = identifier_sightings.record_key
    inner join identifiers_telling
        on identifier_sightings.identifier_key = identifiers_telling.identifier_key
    inner join identifier_types
        on identifiers_telling.identifier_type = identifier_types.identifier_type
    where
        identifier_types.identifier_kind in ('person', 'contact')
        and values_suspected.identifier_type <> identifiers_telling.identifier_type
    group by
        values_suspected.identifier_key,
        values_suspected.max_profiles_per_value,
        identifiers_telling.identifier_type
),

people_counted as (
    select
        identifier_key,
        max(max_profiles_per_value) as max_profiles_per_value,
        max(count_companions) as count_people
    from companions_counted
    group by identifier_key
    having max(count_companions) > max(max_profiles_per_value)
)

select * from people_counted
