{#- What the models of lifetime value know of a customer. All that is bought on one day
    is one purchase; days that returns left with nothing are none. -#}
with purchases as (
    select * from {{ ref('purchases') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

days_bought as (
    select
        profile_id,
        cast({{ dbt.date_trunc('day', 'ordered_at') }} as date) as purchase_date,
        sum(revenue_eur) as revenue_eur
    from purchases
    where profile_id is not null
    group by
        profile_id, cast({{ dbt.date_trunc('day', 'ordered_at') }} as date)
    having sum(revenue_eur) > 0
),

days_ranked as (
    select
        profile_id,
        purchase_date,
        revenue_eur,
        row_number() over (partition by profile_id order by purchase_date) as day_rank
    from days_bought
),

days_summed as (
    select
        profile_id,
        count(*) - 1 as count_repeat_purchases,
        avg(case when day_rank > 1 then revenue_eur end) as mean_repeat_revenue_eur,
        min(purchase_date) as first_purchase_date,
        max(purchase_date) as last_purchase_date
    from days_ranked
    group by profile_id
),

-- Who bought for the first time today has no time to look at yet.
customers_summarized as (
    select
        days_summed.profile_id,
        days_summed.count_repeat_purchases,
        {{ dbt.datediff(
            'days_summed.first_purchase_date', 'days_summed.last_purchase_date', 'day'
        ) }} as recency_days,
        {{ dbt.datediff(
            'days_summed.first_purchase_date', 'identity_as_of.as_of_at', 'day'
        ) }} as age_days,
        days_summed.mean_repeat_revenue_eur,
        days_summed.first_purchase_date,
        days_summed.last_purchase_date
    from days_summed
    cross join identity_as_of
    where
        {{ dbt.datediff(
            'days_summed.last_purchase_date', 'identity_as_of.as_of_at', 'day'
        ) }} >= 0
        and {{ dbt.datediff(
            'days_summed.first_purchase_date', 'identity_as_of.as_of_at', 'day'
        ) }} > 0
)

select * from customers_summarized
