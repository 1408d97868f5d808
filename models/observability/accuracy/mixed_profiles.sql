{{ config(enabled=var('cdp_demo')) }}
with labels as (
    select * from {{ source('labels', 'records') }}
),

identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

record_keys as (
    select * from {{ ref('record_keys') }}
),

identity_graph as (
    select * from {{ ref('identity_graph') }}
),

identifiers_labelled as (
    select
        identity_graph.profile_id,
        identity_graph.identifier_type,
        identity_graph.identifier_id,
        labels.person_id
    from identity_graph
    inner join identifiers on identity_graph.identifier_id = identifiers.identifier_id
    inner join identifier_sightings
        on identifiers.identifier_key = identifier_sightings.identifier_key
    inner join record_keys on identifier_sightings.record_key = record_keys.record_key
    inner join labels
        on
            record_keys.source_name = labels.source_name
            and record_keys.record_id = labels.record_id
    where
        identity_graph.identifier_kind = 'person' and identifier_sightings.is_supported
    group by
        identity_graph.profile_id,
        identity_graph.identifier_type,
        identity_graph.identifier_id,
        labels.person_id
),

people_of_a_type as (
    select
        profile_id,
        identifier_type,
        count(distinct person_id) as count_people
    from identifiers_labelled
    group by profile_id, identifier_type
),

people_of_a_profile as (
    select
        profile_id,
        count(distinct person_id) as count_people
    from identifiers_labelled
    group by profile_id
    having count(distinct person_id) > 1
),

profiles_mixed as (
    select
        people_of_a_type.profile_id,
        people_of_a_type.identifier_type,
        people_of_a_profile.count_people as count_people_of_profile,
        people_of_a_type.count_people
    from people_of_a_type
    inner join people_of_a_profile
        on people_of_a_type.profile_id = people_of_a_profile.profile_id
)

select * from profiles_mixed
