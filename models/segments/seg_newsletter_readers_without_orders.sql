with profiles as (
    select * from {{ ref('profiles') }}
),

profiles_selected as (
    select profiles.profile_id
    from profiles
    where
        profiles.count_orders = 0
        and {{ did_event('newsletter_signup') }}
)

select * from profiles_selected
