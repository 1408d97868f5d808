{#- The ids whose anchor no longer anchors a profile. -#}
with anchors_before as (
    select * from {{ ref('int_anchors_before') }}
),

profiles_grouped as (
    select * from {{ ref('int_profiles_grouped') }}
),

profiles_orphaned as (
    select
        anchors_before.profile_id,
        anchors_now.identifier_id is not null as has_old_anchor
    from anchors_before
    left join profiles_grouped as anchors_now
        on anchors_before.anchor_identifier_id = anchors_now.identifier_id
    where anchors_now.identifier_id is null or anchors_now.anchor_rank > 1
)

select * from profiles_orphaned
