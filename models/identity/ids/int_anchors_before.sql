{#- Which id each anchor had in the last run. -#}
with profiles_before as (
    select * from {{ ref('int_profiles_before') }}
),

anchors_before as (
    select
        profile_id,
        anchor_identifier_id
    from profiles_before
    group by profile_id, anchor_identifier_id
)

select * from anchors_before
