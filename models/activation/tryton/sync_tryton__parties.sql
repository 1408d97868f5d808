with profiles as (
    select * from {{ ref('profiles') }}
),

match_keys as (
    select * from {{ ref('int_match_keys_pivoted') }}
),

-- Who has bought something is somebody to write invoices to.
customers_described as (
    select
        profiles.profile_id,
        profiles.profile_id as code,
        profiles.full_name as name,
        match_keys.email,
        match_keys.phone
    from profiles
    left join match_keys on profiles.profile_id = match_keys.profile_id
    where
        profiles.count_orders > 0
        and profiles.full_name is not null
)

select * from customers_described
