with segment_memberships as (
    select * from {{ ref('segment_memberships') }}
),

profiles as (
    select * from {{ ref('profiles') }}
),

identifiers_chosen as (
    select * from {{ ref('int_identifiers_chosen') }}
),

-- Without an e-mail of their own nobody can be matched, and a shared one could match
-- somebody else.
customers_matched as (
    select
        profiles.profile_id,
        profiles.profile_id as external_id,
        identifiers_chosen.identifier_value as email_sha256,
        profiles.country,
        segment_memberships.segment_name as segment
    from segment_memberships
    inner join profiles on segment_memberships.profile_id = profiles.profile_id
    inner join identifiers_chosen
        on segment_memberships.profile_id = identifiers_chosen.profile_id
    where
        segment_memberships.segment_name = 'lapsed_customers'
        and segment_memberships.exited_at is null
        and identifiers_chosen.identifier_type = 'email_sha256'
        and not identifiers_chosen.is_shared
        and not identifiers_chosen.is_suppressed
)

select * from customers_matched
