{#- The profiles that hold members of an orphaned id, the one with most of them first,
    then the strongest, then the oldest. will_rank puts all wills of all ids in that
    order. -#}
with members_before as (
    select * from {{ ref('int_profiles_before') }}
),

profiles_orphaned as (
    select * from {{ ref('int_profiles_orphaned') }}
),

profiles_grouped as (
    select * from {{ ref('int_profiles_grouped') }}
),

members_left as (
    select
        profiles_orphaned.profile_id,
        profiles_grouped.profile_key,
        count(*) as count_members,
        min(profiles_grouped.priority) as strongest_priority,
        min(profiles_grouped.first_loaded_at) as oldest_loaded_at,
        min(profiles_grouped.identifier_id) as smallest_identifier_id
    from profiles_orphaned
    inner join
        members_before
        on profiles_orphaned.profile_id = members_before.profile_id
    inner join
        profiles_grouped
        on members_before.identifier_id = profiles_grouped.identifier_id
    group by profiles_orphaned.profile_id, profiles_grouped.profile_key
),

wills_ranked as (
    select
        profile_id,
        profile_key,
        row_number() over (
            order by
                count_members desc,
                strongest_priority asc,
                oldest_loaded_at asc,
                smallest_identifier_id asc
        ) as will_rank
    from members_left
),

heirs_ranked as (
    select
        profile_id,
        profile_key,
        will_rank,
        row_number() over (
            partition by profile_id
            order by will_rank
        ) as heir_rank
    from wills_ranked
)

select * from heirs_ranked
