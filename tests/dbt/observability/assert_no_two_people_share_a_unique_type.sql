{{ config(enabled=var('cdp_demo')) }}

-- By the truth of the demo: two people with a login each, or a card each, are never one
-- profile. Gives the profiles at fault.
with mixed_profiles as (
    select * from {{ ref('mixed_profiles') }}
),

identifier_types as (
    select * from {{ ref('identifier_types') }}
),

profiles_at_fault as (
    select
        mixed_profiles.profile_id,
        mixed_profiles.identifier_type,
        mixed_profiles.count_people
    from mixed_profiles
    inner join identifier_types
        on mixed_profiles.identifier_type = identifier_types.identifier_type
    where
        identifier_types.max_per_profile = 1
        and mixed_profiles.count_people > 1
)

select * from profiles_at_fault
