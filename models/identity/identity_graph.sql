{{ config(pre_hook="{{ check_identity_lock() }}") }}

-- The ledger and the changes are written first: the graph replaces what they are told
-- from.
-- depends_on: {{ ref('profile_ledger') }}
-- depends_on: {{ ref('identity_changes') }}
with identity_candidate as (
    select * from {{ ref('identity_candidate') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

edges_rejected as (
    select * from {{ ref('int_edges_rejected') }}
),

ends_rejected as (
    select
        identifier_a_id as identifier_id,
        identifier_b_id as other_identifier_id
    from edges_rejected
    union all
    select
        identifier_b_id as identifier_id,
        identifier_a_id as other_identifier_id
    from edges_rejected
),

-- The weaker end of a rejected edge is what two profiles claim.
identifiers_shared as (
    select ends_rejected.identifier_id
    from ends_rejected
    inner join identifiers on ends_rejected.identifier_id = identifiers.identifier_id
    inner join
        identifiers as other_ends
        on ends_rejected.other_identifier_id = other_ends.identifier_id
    where identifiers.priority >= other_ends.priority
    group by ends_rejected.identifier_id
),

identifiers_published as (
    select
        identifiers.identifier_id,
        identity_candidate.profile_id,
        identity_candidate.anchor_identifier_id,
        identifiers.identifier_type,
        identifiers.identifier_kind,
        identifiers.identifier_value,
        identity_candidate.run_id,
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

select * from identifiers_published
