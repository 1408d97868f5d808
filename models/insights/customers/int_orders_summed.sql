{#- Returns count against the order that they name; a return that names none has no sale
    and is no order. -#}
with purchases as (
    select * from {{ ref('purchases') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

orders_grouped as (
    select
        {{ dbt.concat(['purchases.source_name', "':'", 'purchases.order_id']) }}
            as source_order_id,
        max(case when purchases.kind = 'sale' then purchases.profile_id end)
            as profile_id,
        purchases.source_name,
        purchases.order_id,
        sum(coalesce(purchases.revenue_eur, 0)) as revenue_eur,
        min(case when purchases.kind = 'sale' then purchases.ordered_at end)
            as ordered_at
    from purchases
    cross join identity_as_of
    where purchases.ordered_at <= identity_as_of.as_of_at
    group by purchases.source_name, purchases.order_id
),

orders_summed as (
    select
        source_order_id,
        profile_id,
        source_name,
        order_id,
        revenue_eur,
        ordered_at
    from orders_grouped
    where ordered_at is not null
)

select * from orders_summed
