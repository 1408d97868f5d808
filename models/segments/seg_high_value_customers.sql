with purchases as (
    select * from {{ ref('purchases') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

revenue_summed as (
    select
        purchases.profile_id,
        sum(purchases.revenue_eur) as revenue_eur
    from purchases
    cross join identity_as_of
    where
        purchases.profile_id is not null
        and purchases.ordered_at
        > {{ days_before('identity_as_of.as_of_at', var('high_value_days')) }}
    group by purchases.profile_id
),

customers_selected as (
    select profile_id
    from revenue_summed
    where revenue_eur >= {{ var('high_value_min_revenue_eur') }}
)

select * from customers_selected
