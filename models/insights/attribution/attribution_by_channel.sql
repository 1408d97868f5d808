with attribution_credits as (
    select * from {{ ref('attribution_credits') }}
),

credits_summed as (
    select
        cast({{ dbt.date_trunc('month', 'ordered_at') }} as date) as order_month_date,
        channel,
        count(distinct source_order_id) as count_orders,
        sum(first_touch_eur) as first_touch_eur,
        sum(last_touch_eur) as last_touch_eur,
        sum(last_non_direct_eur) as last_non_direct_eur,
        sum(linear_eur) as linear_eur,
        sum(position_based_eur) as position_based_eur,
        sum(time_decay_eur) as time_decay_eur
    from attribution_credits
    group by cast({{ dbt.date_trunc('month', 'ordered_at') }} as date), channel
),

months_identified as (
    select
        {{ dbt.hash(dbt.concat([
            'cast(order_month_date as ' ~ dbt.type_string() ~ ')', "':'", 'channel'
        ])) }} as channel_month_id,
        order_month_date,
        channel,
        count_orders,
        first_touch_eur,
        last_touch_eur,
        last_non_direct_eur,
        linear_eur,
        position_based_eur,
        time_decay_eur
    from credits_summed
)

select * from months_identified
