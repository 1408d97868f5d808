with segment_memberships as (
    select * from {{ ref('segment_memberships') }}
),

contacts as (
    select * from {{ ref('sync_hubspot__contacts') }}
),

-- Only who is a contact can be in a list.
members_matched as (
    select
        contacts.profile_id,
        contacts.cdp_id
    from segment_memberships
    inner join contacts on segment_memberships.profile_id = contacts.profile_id
    where
        segment_memberships.segment_name = 'lapsed_customers'
        and segment_memberships.exited_at is null
)

select * from members_matched
