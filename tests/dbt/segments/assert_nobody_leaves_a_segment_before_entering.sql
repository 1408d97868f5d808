with segment_memberships as (
    select * from {{ ref('segment_memberships') }}
),

stays_at_fault as (
    select
        segment_membership_id,
        entered_at,
        exited_at
    from segment_memberships
    where exited_at < entered_at
)

select * from stays_at_fault
