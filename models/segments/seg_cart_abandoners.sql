with profiles as (
    select * from {{ ref('profiles') }}
),

profiles_selected as (
    select profiles.profile_id
    from profiles
    where
        not profiles.is_anonymous
        -- Any order ends the wish, in a store too.
        and {{ did_event(
            ['product_added', 'checkout_started'],
            days=var('cart_abandoned_days'),
            not_followed_by=var('order_event_types'),
        ) }}
)

select * from profiles_selected
