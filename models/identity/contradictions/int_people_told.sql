{{ config(materialized='view') }}

{#- What the records of the person identifiers that meet say of each. -#}
with people_met as (
    select * from {{ ref('int_people_met') }}
),

attributes_compared as (
    select * from {{ ref('int_attributes_compared') }}
    where not is_removed
),

identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
    where is_supported
),

record_keys as (
    select * from {{ ref('record_keys') }}
),

people as (
    select person_a_key as identifier_key
    from people_met
    union
    select person_b_key as identifier_key
    from people_met
),

values_told as (
    select distinct
        people.identifier_key,
        attributes_compared.attribute_name,
        attributes_compared.attribute_value
    from people
    inner join identifier_sightings
        on people.identifier_key = identifier_sightings.identifier_key
    inner join record_keys
        on identifier_sightings.record_key = record_keys.record_key
    inner join attributes_compared
        on
            record_keys.source_name = attributes_compared.source_name
            and record_keys.record_id = attributes_compared.record_id
)

select * from values_told
