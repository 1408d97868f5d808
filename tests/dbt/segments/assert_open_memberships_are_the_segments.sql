{#- Once each: whoever is in a segment has one open stay, and nobody else has one. -#}
with segment_memberships as (
    select * from {{ ref('segment_memberships') }}
),

segment_members as (
    select * from {{ ref('int_segment_members') }}
),

stays_listed as (
    select
        segment_name,
        profile_id,
        1 as count_open,
        0 as count_members
    from segment_memberships
    where exited_at is null
    union all
    select
        segment_name,
        profile_id,
        0 as count_open,
        1 as count_members
    from segment_members
),

stays_counted as (
    select
        segment_name,
        profile_id,
        sum(count_open) as count_open,
        sum(count_members) as count_members
    from stays_listed
    group by segment_name, profile_id
),

stays_at_fault as (
    select
        segment_name,
        profile_id,
        count_open,
        count_members
    from stays_counted
    where count_open <> 1 or count_members <> 1
)

select * from stays_at_fault
