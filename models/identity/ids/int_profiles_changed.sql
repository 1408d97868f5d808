{#- What became of each id between the last run and this one. -#}
with members_before as (
    select * from {{ ref('int_profiles_before') }}
),

identity_candidate as (
    select * from {{ ref('identity_candidate') }}
),

ids_before as (
    select profile_id
    from members_before
    group by profile_id
),

ids_now as (
    select profile_id
    from identity_candidate
    group by profile_id
),

-- How many identifiers went from which id to which.
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
),

ids_ended as (
    select
        ids_before.profile_id,
        moves_ranked.profile_now_id as other_profile_id,
        case when moves_ranked.profile_now_id is null then 'retired' else 'merged' end
            as change_type
    from ids_before
    left join ids_now on ids_before.profile_id = ids_now.profile_id
    left join moves_ranked
        on
            ids_before.profile_id = moves_ranked.profile_before_id
            and moves_ranked.to_rank = 1
    where ids_now.profile_id is null
),

-- An id that starts with members of one that goes on was split from it.
ids_started as (
    select
        ids_now.profile_id,
        case
            when ids_going_on.profile_id is not null then moves_ranked.profile_before_id
        end
            as other_profile_id,
        case when ids_going_on.profile_id is not null then 'split' else 'born' end
            as change_type
    from ids_now
    left join ids_before on ids_now.profile_id = ids_before.profile_id
    left join moves_ranked
        on
            ids_now.profile_id = moves_ranked.profile_now_id
            and moves_ranked.from_rank = 1
    left join
        ids_now as ids_going_on
        on moves_ranked.profile_before_id = ids_going_on.profile_id
    where ids_before.profile_id is null
),

ids_changed as (
    select
        profile_id,
        other_profile_id,
        change_type
    from ids_ended
    union all
    select
        profile_id,
        other_profile_id,
        change_type
    from ids_started
)

select * from ids_changed
