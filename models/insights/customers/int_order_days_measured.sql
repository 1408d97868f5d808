with orders_summed as (
    select * from {{ ref('int_orders_summed') }}
),

days_bought as (
    select distinct
        profile_id,
        cast({{ dbt.date_trunc('day', 'ordered_at') }} as date) as order_date
    from orders_summed
    where profile_id is not null
),

days_compared as (
    select
        profile_id,
        row_number() over (partition by profile_id order by order_date desc)
            as days_back_rank,
        lag(order_date) over (partition by profile_id order by order_date)
            as previous_order_date,
        order_date
    from days_bought
),

days_measured as (
    select
        profile_id,
        days_back_rank,
        cast(
            {{ dbt.datediff('previous_order_date', 'order_date', 'day') }}
            as {{ dbt.type_int() }}
        ) as gap_days,
        order_date
    from days_compared
)

select * from days_measured
