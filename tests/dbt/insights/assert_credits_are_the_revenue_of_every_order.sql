{#- By each rule. What an order brought is summed anew from its lines. -#}
with attribution_credits as (
    select * from {{ ref('attribution_credits') }}
),

purchases as (
    select * from {{ ref('purchases') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

orders_summed as (
    select
        purchases.source_name,
        purchases.order_id,
        sum(coalesce(purchases.revenue_eur, 0)) as revenue_eur
    from purchases
    cross join identity_as_of
    where purchases.ordered_at <= identity_as_of.as_of_at
    group by purchases.source_name, purchases.order_id
    having max(case when purchases.kind = 'sale' then 1 else 0 end) = 1
),

credits_summed as (
    select
        source_name,
        order_id,
        sum(first_touch_eur) as first_touch_eur,
        sum(last_touch_eur) as last_touch_eur,
        sum(last_non_direct_eur) as last_non_direct_eur,
        sum(linear_eur) as linear_eur,
        sum(position_based_eur) as position_based_eur,
        sum(time_decay_eur) as time_decay_eur
    from attribution_credits
    group by source_name, order_id
),

orders_at_fault as (
    select
        orders_summed.source_name,
        orders_summed.order_id,
        orders_summed.revenue_eur
    from orders_summed
    left join credits_summed
        on
            orders_summed.source_name = credits_summed.source_name
            and orders_summed.order_id = credits_summed.order_id
    where
        credits_summed.order_id is null
        or orders_summed.revenue_eur <> credits_summed.first_touch_eur
        or orders_summed.revenue_eur <> credits_summed.last_touch_eur
        or orders_summed.revenue_eur <> credits_summed.last_non_direct_eur
        or orders_summed.revenue_eur <> credits_summed.linear_eur
        or orders_summed.revenue_eur <> credits_summed.position_based_eur
        or orders_summed.revenue_eur <> credits_summed.time_decay_eur
)

select * from orders_at_fault
