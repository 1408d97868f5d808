{#- rank() counts the customers who are strictly below, so that equal values get equal
    scores on every engine; ntile() would part them by chance. -#}
with realized_lifetime_values as (
    select * from {{ ref('realized_lifetime_values') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

rfm_groups as (
    select * from {{ ref('rfm_groups') }}
),

customers_measured as (
    select
        realized_lifetime_values.profile_id,
        cast(
            {{ dbt.datediff(
                'realized_lifetime_values.last_ordered_at',
                'identity_as_of.as_of_at',
                'day'
            ) }} as {{ dbt.type_int() }}
        ) as recency_days,
        realized_lifetime_values.count_orders,
        realized_lifetime_values.revenue_eur
    from realized_lifetime_values
    cross join identity_as_of
),

customers_ranked as (
    select
        *,
        count(*) over () as count_customers,
        rank() over (order by recency_days desc) - 1 as count_less_recent,
        rank() over (order by count_orders) - 1 as count_less_frequent,
        rank() over (order by revenue_eur) - 1 as count_less_spent
    from customers_measured
),

customers_scored as (
    select
        profile_id,
        {{ score_of_five('count_less_recent', 'count_customers') }} as recency_score,
        {{ score_of_five('count_less_frequent', 'count_customers') }}
            as frequency_score,
        {{ score_of_five('count_less_spent', 'count_customers') }} as monetary_score,
        recency_days,
        count_orders,
        revenue_eur
    from customers_ranked
),

customers_grouped as (
    select
        customers_scored.profile_id,
        rfm_groups.rfm_group,
        customers_scored.recency_score,
        customers_scored.frequency_score,
        customers_scored.monetary_score,
        customers_scored.recency_days,
        customers_scored.count_orders,
        customers_scored.revenue_eur
    from customers_scored
    inner join rfm_groups
        on
            customers_scored.recency_score = rfm_groups.recency_score
            and customers_scored.frequency_score = rfm_groups.frequency_score
)

select * from customers_grouped
