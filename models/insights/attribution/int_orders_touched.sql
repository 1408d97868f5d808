{#- An order without a touch keeps a row, so that credits are all the revenue. -#}
with orders_summed as (
    select * from {{ ref('int_orders_summed') }}
),

marketing_touches as (
    select * from {{ ref('marketing_touches') }}
),

orders_touched as (
    select
        orders_summed.source_order_id,
        orders_summed.profile_id,
        orders_summed.source_name,
        orders_summed.order_id,
        marketing_touches.marketing_touch_id,
        coalesce(marketing_touches.channel, 'none') as channel,
        marketing_touches.campaign,
        cast(round(100 * orders_summed.revenue_eur) as {{ dbt.type_bigint() }})
            as revenue_cents,
        coalesce(marketing_touches.is_direct, true) as is_direct,
        orders_summed.ordered_at,
        marketing_touches.touched_at
    from orders_summed
    left join marketing_touches
        on
            orders_summed.profile_id = marketing_touches.profile_id
            and orders_summed.ordered_at >= marketing_touches.touched_at
            and marketing_touches.touched_at
            > {{ days_before(
                'orders_summed.ordered_at', var('attribution_lookback_days')
            ) }}
),

touches_numbered as (
    select
        *,
        row_number() over (
            partition by source_order_id
            order by touched_at, marketing_touch_id
        ) as touch_number,
        row_number() over (
            partition by source_order_id
            order by is_direct asc, touched_at desc, marketing_touch_id desc
        ) as non_direct_rank,
        count(*) over (partition by source_order_id) as count_touches,
        max(touched_at) over (partition by source_order_id) as last_touched_at
    from orders_touched
)

select * from touches_numbered
