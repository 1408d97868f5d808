with profiles as (
    select * from {{ ref('profiles') }}
),

profiles_selected as (
    select profiles.profile_id
    from profiles
    where
        not profiles.is_anonymous
        and {{ did_event('store_purchase') }}
        and {{ did_not_event(
            ['order_placed', 'order_completed', 'subscription_started']
        ) }}
)

select * from profiles_selected
