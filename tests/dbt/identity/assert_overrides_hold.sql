-- A gate: identifiers of a must-link share a profile, those of a must-not-link do
-- not. Both fail together where the rows of the seed identity_overrides contradict
-- each other: the rows are given, remove one.
{{ config(meta={
    'remedy': 'two rows of the seed identity_overrides contradict each other: the test gives '
        'their override_id (its query stands in target/compiled); remove one of them.'
}) }}

with overrides_applied as (
    {{ overrides_applied(ref('int_overrides_resolved'), ref('identity_candidate')) }}
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
