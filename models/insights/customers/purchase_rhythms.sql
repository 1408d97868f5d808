with order_days_measured as (
    select * from {{ ref('int_order_days_measured') }}
),

gaps_summed as (
    select * from {{ ref('int_gaps_summed') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

gaps_ranked as (
    select
        median_gap_days,
        row_number() over (order by median_gap_days, profile_id) as gap_rank,
        count(*) over () as count_customers
    from gaps_summed
),

company_rhythm as (
    select cast(avg(median_gap_days) as {{ dbt.type_numeric() }}) as usual_gap_days
    from gaps_ranked
    where 2 * gap_rank between count_customers and count_customers + 2
),

customers_measured as (
    select
        order_days_measured.profile_id,
        case
            when gaps_summed.count_gaps >= {{ var('own_rhythm_min_gaps') }}
                then 'own'
            else 'company'
        end as rhythm_source,
        coalesce(gaps_summed.count_gaps, 0) as count_gaps,
        cast(
            {{ dbt.datediff(
                'order_days_measured.order_date', 'identity_as_of.as_of_at', 'day'
            ) }} as {{ dbt.type_int() }}
        ) as days_since_last_order,
        case
            when gaps_summed.count_gaps >= {{ var('own_rhythm_min_gaps') }}
                then gaps_summed.median_gap_days
            else company_rhythm.usual_gap_days
        end as usual_gap_days
    from order_days_measured
    cross join identity_as_of
    cross join company_rhythm
    left join gaps_summed
        on order_days_measured.profile_id = gaps_summed.profile_id
    where order_days_measured.days_back_rank = 1
),

-- Where nobody has bought twice there is no rhythm to be late by.
rhythms_judged as (
    select
        *,
        coalesce(days_since_last_order >= usual_gap_days, false) as is_order_due,
        coalesce(
            days_since_last_order >= {{ var('churn_min_days') }}
            and days_since_last_order > {{ var('churn_gap_factor') }} * usual_gap_days,
            false
        ) as is_churned
    from customers_measured
)

select * from rhythms_judged
