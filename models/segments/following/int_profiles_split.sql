with identity_changes as (
    select * from {{ ref('identity_changes') }}
),

splits_ranked as (
    select
        profile_id,
        other_profile_id as origin_profile_id,
        row_number() over (
            partition by profile_id
            order by changed_at desc, other_profile_id asc
        ) as split_rank
    from identity_changes
    where change_type = 'split'
),

splits_newest as (
    select
        profile_id,
        origin_profile_id
    from splits_ranked
    where split_rank = 1
)

select * from splits_newest
