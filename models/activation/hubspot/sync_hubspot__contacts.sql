with segment_memberships as (
    select * from {{ ref('segment_memberships') }}
),

profiles as (
    select * from {{ ref('profiles') }}
),

match_keys as (
    select * from {{ ref('int_match_keys_pivoted') }}
),

segments_listed as (
    select
        profile_id,
        {{ dbt.listagg('segment_name', "';'", 'order by segment_name') }} as segments
    from segment_memberships
    where exited_at is null
    group by profile_id
),

-- HubSpot makes a contact of an e-mail, so nobody is sent without one.
contacts_described as (
    select
        profiles.profile_id,
        profiles.profile_id as cdp_id,
        match_keys.email,
        match_keys.phone,
        profiles.first_name as firstname,
        profiles.last_name as lastname,
        profiles.country,
        segments_listed.segments as cdp_segments,
        profiles.revenue_eur as cdp_revenue_eur,
        profiles.count_orders as cdp_count_orders,
        profiles.last_ordered_at as cdp_last_ordered_at
    from segments_listed
    inner join profiles on segments_listed.profile_id = profiles.profile_id
    inner join match_keys on segments_listed.profile_id = match_keys.profile_id
    where match_keys.email is not null
)

select * from contacts_described
