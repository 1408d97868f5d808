with profiles as (
    select * from {{ ref('profiles') }}
),

profiles_selected as (
    select profiles.profile_id
    from profiles
    where
        profiles.count_orders = 1
        and {{ did_event(
            var('order_event_types'), days=var('second_order_until_days')
        ) }}
        and {{ did_not_event(
            var('order_event_types'), days=var('second_order_after_days')
        ) }}
)

select * from profiles_selected
