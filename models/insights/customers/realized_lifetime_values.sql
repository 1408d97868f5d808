with purchases as (
    select * from {{ ref('purchases') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

customers_summed as (
    select
        purchases.profile_id,
        count(distinct case
            when purchases.kind = 'sale'
                then {{ dbt.concat([
                    'purchases.source_name', "':'", 'purchases.order_id'
                ]) }}
        end) as count_orders,
        sum(case
            when purchases.kind = 'sale' then coalesce(purchases.revenue_eur, 0)
            else 0
        end) as sales_eur,
        -1 * sum(case
            when purchases.kind = 'return' then coalesce(purchases.revenue_eur, 0)
            else 0
        end) as returns_eur,
        sum(coalesce(purchases.revenue_eur, 0)) as revenue_eur,
        min(case when purchases.kind = 'sale' then purchases.ordered_at end)
            as first_ordered_at,
        max(case when purchases.kind = 'sale' then purchases.ordered_at end)
            as last_ordered_at
    from purchases
    cross join identity_as_of
    where
        purchases.profile_id is not null
        and purchases.ordered_at <= identity_as_of.as_of_at
    group by purchases.profile_id
),

cents_counted as (
    select
        *,
        cast(round(100 * sales_eur) as {{ dbt.type_bigint() }}) as sales_cents,
        cast(round(100 * returns_eur) as {{ dbt.type_bigint() }}) as returns_cents,
        cast(round(100 * revenue_eur) as {{ dbt.type_bigint() }}) as revenue_cents
    from customers_summed
    where count_orders > 0
),

values_realized as (
    select
        profile_id,
        count_orders,
        sales_eur,
        returns_eur,
        revenue_eur,
        {{ ratio('revenue_cents', '100 * count_orders', decimals=2) }}
            as revenue_per_order_eur,
        {{ ratio('returns_cents', 'sales_cents') }} as returned_share,
        first_ordered_at,
        last_ordered_at
    from cents_counted
)

select * from values_realized
