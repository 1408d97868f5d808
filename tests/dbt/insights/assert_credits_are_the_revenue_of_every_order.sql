{#- By each rule. What an order brought is summed anew from its lines. -#}
{%- set rules = [
    'first_touch', 'last_touch', 'last_non_direct', 'linear', 'position_based', 'time_decay'
] -%}

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
        {%- for rule in rules %}
        sum({{ rule }}_eur) as {{ rule }}_eur{{ ',' if not loop.last }}
        {%- endfor %}
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
        {%- for rule in rules %}
        or orders_summed.revenue_eur <> credits_summed.{{ rule }}_eur
        {%- endfor %}
)

select * from orders_at_fault
