with identity_changes as (
    select * from {{ ref('identity_changes') }}
),

profiles as (
    select * from {{ ref('profiles') }}
),

merges_ranked as (
    select
        identity_changes.profile_id,
        identity_changes.other_profile_id,
        row_number() over (
            partition by identity_changes.profile_id
            order by
                identity_changes.changed_at desc, identity_changes.other_profile_id asc
        ) as merge_rank
    from identity_changes
    left join profiles on identity_changes.profile_id = profiles.profile_id
    where
        identity_changes.change_type = 'merged'
        and profiles.profile_id is null
),

hops_1 as (
    select
        profile_id,
        other_profile_id as current_profile_id
    from merges_ranked
    where merge_rank = 1
),

-- Builds that were left out make chains; each round follows twice as many merges.
{% for hops in [2, 4, 8, 16] %}
hops_{{ hops }} as (
    select
        hops_before.profile_id,
        coalesce(
            hops_after.current_profile_id, hops_before.current_profile_id
        ) as current_profile_id
    from hops_{{ hops // 2 }} as hops_before
    left join hops_{{ hops // 2 }} as hops_after
        on hops_before.current_profile_id = hops_after.profile_id
),

{% endfor %}
successors_live as (
    select
        hops_16.profile_id,
        hops_16.current_profile_id
    from hops_16
    inner join profiles on hops_16.current_profile_id = profiles.profile_id
)

select * from successors_live
