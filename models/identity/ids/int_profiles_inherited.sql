{#- The ids whose anchor no longer anchors a profile, each with the profile that
    inherits it: the one with most of its old members, then the strongest, then the
    oldest. That one must not be due to an id of its own: a profile that was live
    before, or a known person whom an anonymous profile joined. -#}
with members_before as (
    select * from {{ ref('int_profiles_before') }}
),

profiles_grouped as (
    select * from {{ ref('int_profiles_grouped') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

anchors_before as (
    select
        profile_id,
        anchor_identifier_id
    from members_before
    group by profile_id, anchor_identifier_id
),

anchors_now as (
    select
        profile_key,
        identifier_id as anchor_identifier_id
    from profiles_grouped
    where anchor_rank = 1
),

profiles_orphaned as (
    select
        anchors_before.profile_id,
        members_now.identifier_id is not null as has_old_anchor
    from anchors_before
    left join
        anchors_now
        on anchors_before.anchor_identifier_id = anchors_now.anchor_identifier_id
    left join profiles_grouped as members_now
        on anchors_before.anchor_identifier_id = members_now.identifier_id
    where anchors_now.anchor_identifier_id is null
),

members_left as (
    select
        profiles_orphaned.profile_id,
        profiles_grouped.profile_key,
        count(*) as count_members,
        min(identifiers.priority) as strongest_priority,
        min(identifiers.first_loaded_at) as oldest_loaded_at,
        min(identifiers.identifier_id) as smallest_identifier_id
    from profiles_orphaned
    inner join
        members_before
        on profiles_orphaned.profile_id = members_before.profile_id
    inner join
        profiles_grouped
        on members_before.identifier_id = profiles_grouped.identifier_id
    inner join identifiers on profiles_grouped.identifier_id = identifiers.identifier_id
    group by profiles_orphaned.profile_id, profiles_grouped.profile_key
),

heirs_ranked as (
    select
        members_left.profile_id,
        members_left.profile_key,
        members_left.count_members,
        members_left.strongest_priority,
        members_left.oldest_loaded_at,
        members_left.smallest_identifier_id,
        row_number() over (
            partition by members_left.profile_id
            order by
                members_left.count_members desc,
                members_left.strongest_priority asc,
                members_left.oldest_loaded_at asc,
                members_left.smallest_identifier_id asc
        ) as heir_rank
    from members_left
),

heirs_eligible as (
    select
        heirs_ranked.profile_id,
        heirs_ranked.profile_key,
        row_number() over (
            partition by heirs_ranked.profile_key
            order by
                heirs_ranked.count_members desc,
                heirs_ranked.strongest_priority asc,
                heirs_ranked.oldest_loaded_at asc,
                heirs_ranked.smallest_identifier_id asc
        ) as claim_rank
    from heirs_ranked
    inner join
        profiles_orphaned
        on heirs_ranked.profile_id = profiles_orphaned.profile_id
    inner join anchors_now on heirs_ranked.profile_key = anchors_now.profile_key
    left join anchors_before as due_to_itself
        on anchors_now.anchor_identifier_id = due_to_itself.anchor_identifier_id
    left join members_before as anchors_owner
        on
            anchors_now.anchor_identifier_id = anchors_owner.identifier_id
            and heirs_ranked.profile_id = anchors_owner.profile_id
    where
        heirs_ranked.heir_rank = 1
        and due_to_itself.profile_id is null
        and (
            not profiles_orphaned.has_old_anchor
            or anchors_owner.identifier_id is not null
        )
),

profiles_inherited as (
    select
        profile_key,
        profile_id
    from heirs_eligible
    where claim_rank = 1
)

select * from profiles_inherited
