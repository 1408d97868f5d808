{{ config(materialized='view') }}

{#- The person identifiers that meet in a contact and whose records say that they are
    two. -#}
with people_contradicted as (
    select * from {{ ref('int_people_compared') }}
    where not is_agreeing
),

identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
    where is_supported
),

-- One record with both says that they are one, whatever else is said.
people_on_one_record as (
    select distinct
        people_contradicted.person_a_key,
        people_contradicted.person_b_key
    from people_contradicted
    inner join identifier_sightings as side_a
        on people_contradicted.person_a_key = side_a.identifier_key
    inner join identifier_sightings as side_b
        on
            people_contradicted.person_b_key = side_b.identifier_key
            and side_a.record_key = side_b.record_key
),

people_parted as (
    select
        people_contradicted.person_a_key,
        people_contradicted.person_b_key,
        people_contradicted.attribute_name
    from people_contradicted
    left join people_on_one_record as together
        on
            people_contradicted.person_a_key = together.person_a_key
            and people_contradicted.person_b_key = together.person_b_key
    where together.person_a_key is null
)

select * from people_parted
