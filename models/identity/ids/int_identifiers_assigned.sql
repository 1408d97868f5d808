{{ config(materialized='ephemeral') }}

with identity_candidate as (
    select * from {{ ref('identity_candidate') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

identifiers_shared as (
    select * from {{ ref('int_identifiers_shared') }}
),

identifiers_assigned as (
    select
        identifiers.identifier_id,
        identity_candidate.profile_id,
        identity_candidate.anchor_identifier_id,
        identifiers.identifier_type,
        identifiers.identifier_kind,
        identifiers.identifier_value,
        identifiers.priority,
        identifiers.count_records,
        identifiers.is_authenticated,
        identifiers_shared.identifier_id is not null as is_shared,
        identifiers.first_observed_at,
        identifiers.last_observed_at
    from identity_candidate
    inner join
        identifiers
        on identity_candidate.identifier_id = identifiers.identifier_id
    left join identifiers_shared
        on identity_candidate.identifier_id = identifiers_shared.identifier_id
)

select * from identifiers_assigned
