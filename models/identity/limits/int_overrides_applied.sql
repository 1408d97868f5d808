{#- The analyst's rows with the profiles that they speak of. -#}
with overrides as (
    select * from {{ ref('int_overrides_resolved') }}
    where not is_removed
),

identity_candidate as (
    select * from {{ ref('identity_candidate') }}
),

overrides_applied as (
    select
        overrides.override_id,
        overrides.action,
        side_a.profile_id as profile_a_id,
        side_b.profile_id as profile_b_id
    from overrides
    inner join
        identity_candidate as side_a
        on overrides.identifier_a_id = side_a.identifier_id
    inner join
        identity_candidate as side_b
        on overrides.identifier_b_id = side_b.identifier_id
)

select * from overrides_applied
