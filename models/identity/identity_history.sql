{{ config(materialized='view') }}

{#- A run that counts only; what a killed one wrote is taken out by the next. -#}
with identity_assignments as (
    select * from {{ ref('identity_assignments') }}
),

identity_commits as (
    select * from {{ ref('identity_commits') }}
),

identifier_keys as (
    select * from {{ ref('identifier_keys') }}
),

assignments_committed as (
    select identity_assignments.*
    from identity_assignments
    inner join identity_commits
        on identity_assignments.run_id = identity_commits.run_id
),

assignments_dated as (
    select
        identifier_id,
        profile_id,
        run_id,
        run_number,
        assigned_at as valid_from,
        lead(assigned_at) over (
            partition by identifier_id
            order by run_number
        ) as valid_to
    from assignments_committed
),

-- Of two runs at one instant the later one counts.
stays_of_identifiers as (
    select
        assignments_dated.identifier_id,
        identifier_keys.identifier_type,
        identifier_keys.identifier_value,
        assignments_dated.profile_id,
        assignments_dated.run_id,
        assignments_dated.run_number,
        assignments_dated.valid_from,
        assignments_dated.valid_to
    from assignments_dated
    inner join identifier_keys
        on assignments_dated.identifier_id = identifier_keys.identifier_id
    where
        assignments_dated.profile_id is not null
        and (
            assignments_dated.valid_to is null
            or assignments_dated.valid_to > assignments_dated.valid_from
        )
)

select * from stays_of_identifiers
