with identity_candidate as (
    select * from {{ ref('identity_candidate') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

identifiers_published as (
    select
        identifiers.identifier_id,
        identity_candidate.profile_id,
        identifiers.identifier_type,
        identifiers.identifier_kind,
        identifiers.identifier_value,
        identity_candidate.run_id,
        identifiers.priority,
        identifiers.count_records,
        identifiers.is_authenticated,
        -- No limit cuts a profile yet, so no identifier is claimed by two.
        false as is_shared,
        identifiers.first_observed_at,
        identifiers.last_observed_at
    from identity_candidate
    inner join identifiers
        on identity_candidate.identifier_id = identifiers.identifier_id
)

select * from identifiers_published
