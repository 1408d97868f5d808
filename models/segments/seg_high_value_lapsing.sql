with profiles as (
    select * from {{ ref('profiles') }}
),

profiles_selected as (
    select profiles.profile_id
    from profiles
    where
        {{ in_top_percent(
            var('high_value_lapsing_percent'), 'revenue_eur', among='count_orders > 0'
        ) }}
        and {{ did_not_event(
            var('order_event_types') + ['invoice_issued'],
            days=var('high_value_lapsing_days'),
        ) }}
        and {{ not_in_segment('lapsed_customers') }}
)

select * from profiles_selected
