-- A gate: no profile holds more of a type than its max_per_profile, identifiers that
-- a must-link joins counting as one. Gives the profiles at fault.
{{ config(meta={
    'remedy': 'this is a defect of the models, not of the data, unless only some of them '
        'were built after a change of the var identifier_types: run `dbt build` without a '
        'selection. Please report it if it stays.'
}) }}

with identity_candidate as (
    select * from {{ ref('identity_candidate') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

identifier_types as (
    select * from {{ ref('identifier_types') }}
),

sides_grouped as (
    select
        identity_candidate.profile_id,
        identity_candidate.side_key,
        identifier_types.identifier_type,
        identifier_types.max_per_profile
    from identity_candidate
    inner join
        identifiers
        on identity_candidate.identifier_id = identifiers.identifier_id
    inner join
        identifier_types
        on identifiers.identifier_type = identifier_types.identifier_type
    where identifier_types.max_per_profile is not null
    group by
        identity_candidate.profile_id,
        identity_candidate.side_key,
        identifier_types.identifier_type,
        identifier_types.max_per_profile
),

limits_broken as (
    select
        profile_id,
        identifier_type,
        max_per_profile,
        count(*) as count_identifiers
    from sides_grouped
    group by profile_id, identifier_type, max_per_profile
    having count(*) > max_per_profile
)

select * from limits_broken
