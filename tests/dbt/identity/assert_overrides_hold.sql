-- A gate: identifiers of a must-link share a profile, those of a must-not-link do
-- not. Both fail together where the rows of the seed identity_overrides contradict
-- each other: the rows are given, remove one.
{{ config(meta={
    'remedy': 'two rows of the seed identity_overrides contradict each other: the test gives '
        'their override_id (its query stands in target/compiled); remove one of them.'
}) }}

with overrides as (
    select * from {{ ref('int_overrides_resolved') }}
    where not is_removed
),

identity_candidate as (
    select * from {{ ref('identity_candidate') }}
),

overrides_broken as (
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
    where (overrides.action = 'must_link') <> (side_a.profile_id = side_b.profile_id)
)

select * from overrides_broken
