-- A gate: identifiers of a must-link share a profile, those of a must-not-link do
-- not. Both fail together where the rows of the seed identity_overrides contradict
-- each other: the rows are given, remove one.
with overrides_applied as (
    select * from {{ ref('int_overrides_applied') }}
),

overrides_broken as (
    select
        override_id,
        action,
        profile_a_id,
        profile_b_id
    from overrides_applied
    where (action = 'must_link') <> (profile_a_id = profile_b_id)
)

select * from overrides_broken
