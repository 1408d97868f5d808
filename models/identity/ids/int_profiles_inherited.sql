{#- The orphaned ids, each with the profile that inherits it: the first of its heirs.
    That one must not be due to an id of its own: a profile that was live before, or a
    known person whom an anonymous profile joined. -#}
with members_before as (
    select * from {{ ref('int_profiles_before') }}
),

anchors_before as (
    select * from {{ ref('int_anchors_before') }}
),

profiles_grouped as (
    select * from {{ ref('int_profiles_grouped') }}
),

profiles_orphaned as (
    select * from {{ ref('int_profiles_orphaned') }}
),

heirs_ranked as (
    select * from {{ ref('int_heirs_ranked') }}
),

heirs_eligible as (
    select
        heirs_ranked.profile_id,
        heirs_ranked.profile_key,
        row_number() over (
            partition by heirs_ranked.profile_key
            order by heirs_ranked.will_rank
        ) as claim_rank
    from heirs_ranked
    inner join
        profiles_orphaned
        on heirs_ranked.profile_id = profiles_orphaned.profile_id
    inner join profiles_grouped
        on
            heirs_ranked.profile_key = profiles_grouped.profile_key
            and profiles_grouped.anchor_rank = 1
    left join anchors_before as due_to_itself
        on profiles_grouped.identifier_id = due_to_itself.anchor_identifier_id
    left join members_before as anchors_owner
        on
            profiles_grouped.identifier_id = anchors_owner.identifier_id
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
