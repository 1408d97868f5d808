{#- What became of each id between the last run and this one. -#}
with anchors_before as (
    select * from {{ ref('int_anchors_before') }}
),

profiles_named as (
    select * from {{ ref('int_profiles_named') }}
),

members_moved as (
    select * from {{ ref('int_members_moved') }}
),

ids_ended as (
    select
        anchors_before.profile_id,
        members_moved.profile_now_id as other_profile_id,
        case when members_moved.profile_now_id is null then 'retired' else 'merged' end
            as change_type
    from anchors_before
    left join profiles_named on anchors_before.profile_id = profiles_named.profile_id
    left join members_moved
        on
            anchors_before.profile_id = members_moved.profile_before_id
            and members_moved.to_rank = 1
    where profiles_named.profile_id is null
),

-- An id that starts with members of one that goes on was split from it.
ids_started as (
    select
        profiles_named.profile_id,
        ids_going_on.profile_id as other_profile_id,
        case when ids_going_on.profile_id is not null then 'split' else 'born' end
            as change_type
    from profiles_named
    left join anchors_before on profiles_named.profile_id = anchors_before.profile_id
    left join members_moved
        on
            profiles_named.profile_id = members_moved.profile_now_id
            and members_moved.from_rank = 1
    left join
        profiles_named as ids_going_on
        on members_moved.profile_before_id = ids_going_on.profile_id
    where anchors_before.profile_id is null
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
