{#- How many identifiers went from which id to which, and of these which way most
    went. -#}
with members_before as (
    select * from {{ ref('int_profiles_before') }}
),

identity_candidate as (
    select * from {{ ref('identity_candidate') }}
),

members_moved as (
    select
        members_before.profile_id as profile_before_id,
        identity_candidate.profile_id as profile_now_id,
        count(*) as count_members
    from members_before
    inner join
        identity_candidate
        on members_before.identifier_id = identity_candidate.identifier_id
    group by members_before.profile_id, identity_candidate.profile_id
),

moves_ranked as (
    select
        profile_before_id,
        profile_now_id,
        row_number() over (
            partition by profile_before_id
            order by count_members desc, profile_now_id asc
        ) as to_rank,
        row_number() over (
            partition by profile_now_id
            order by count_members desc, profile_before_id asc
        ) as from_rank
    from members_moved
)

select * from moves_ranked
