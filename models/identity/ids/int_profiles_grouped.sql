with members as (
    select * from {{ ref('int_members_touched') }}
),

identity_cuts as (
    select * from {{ ref('identity_cuts') }}
),

-- A cluster within all limits is one profile; the others are in identity_cuts.
members_grouped as (
    select
        members.identifier_id,
        members.cluster_key,
        coalesce(identity_cuts.profile_key, members.cluster_key) as profile_key,
        members.side_key,
        members.priority,
        members.first_observed_at,
        members.first_loaded_at
    from members
    left join identity_cuts on members.side_key = identity_cuts.side_key
),

-- The anchor of a profile is the first: of the members of its strongest type the one
-- loaded first, then observed first, then with the smallest id.
members_ranked as (
    select
        identifier_id,
        cluster_key,
        profile_key,
        side_key,
        priority,
        first_loaded_at,
        row_number() over (
            partition by profile_key
            order by priority, first_loaded_at, first_observed_at, identifier_id
        ) as anchor_rank
    from members_grouped
)

select * from members_ranked
