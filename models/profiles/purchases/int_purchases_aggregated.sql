with purchases as (
    select * from {{ ref('purchases') }}
),

-- An order is counted by its sales; a return lowers revenue and is no order of its own.
purchases_aggregated as (
    select
        profile_id,
        count(distinct case
            when kind = 'sale' then {{ dbt.concat(['source_name', "':'", 'order_id']) }}
        end) as count_orders,
        sum(coalesce(revenue_eur, 0)) as revenue_eur,
        min(case when kind = 'sale' then ordered_at end) as first_ordered_at,
        max(case when kind = 'sale' then ordered_at end) as last_ordered_at
    from purchases
    where profile_id is not null
    group by profile_id
)

select * from purchases_aggregated
