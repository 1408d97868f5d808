with segment_memberships as (
    select * from {{ ref('segment_memberships') }}
),

profiles as (
    select * from {{ ref('profiles') }}
),

match_keys as (
    select * from {{ ref('int_match_keys_pivoted') }}
),

-- Meta finds nobody by a name alone.
members_matched as (
    select
        profiles.profile_id,
        profiles.profile_id as extern_id,
        match_keys.email,
        match_keys.phone,
        profiles.first_name as fn,
        profiles.last_name as ln,
        profiles.postal_code as zip,
        profiles.country
    from segment_memberships
    inner join profiles on segment_memberships.profile_id = profiles.profile_id
    inner join match_keys on segment_memberships.profile_id = match_keys.profile_id
    where
        segment_memberships.segment_name = 'high_value_customers'
        and segment_memberships.exited_at is null
        and (match_keys.email is not null or match_keys.phone is not null)
)

select * from members_matched
