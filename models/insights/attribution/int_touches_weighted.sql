{#- Weights are whole numbers, so that every engine splits alike. A weight of the last
    touch halves with each half-life before it, in millionths. -#}
{%- set half_life_seconds = 86400 * var('attribution_half_life_days') -%}
{%- set end_percent = var('attribution_position_percent') -%}

with orders_touched as (
    select * from {{ ref('int_orders_touched') }}
),

touches_dated as (
    select
        *,
        {{ dbt.datediff('touched_at', 'last_touched_at', 'second') }}
            as seconds_before_last
    from orders_touched
),

touches_weighted as (
    select
        *,
        cast(1 as {{ dbt.type_bigint() }}) as linear_weight,
        cast(case
            when count_touches < 3 then 1
            when touch_number in (1, count_touches)
                then {{ end_percent }} * (count_touches - 2)
            else 100 - 2 * {{ end_percent }}
        end as {{ dbt.type_bigint() }}) as position_weight,
        cast(round(1000000 * power(
            2.0, -1.0 * coalesce(seconds_before_last, 0) / {{ half_life_seconds }}
        )) as {{ dbt.type_bigint() }}) as decay_weight
    from touches_dated
),

weights_summed as (
    select
        source_order_id,
        profile_id,
        source_name,
        order_id,
        marketing_touch_id,
        channel,
        campaign,
        revenue_cents,
        is_direct,
        ordered_at,
        touched_at,
        touch_number,
        non_direct_rank,
        count_touches,
        last_touched_at,
        seconds_before_last,
        linear_weight,
        position_weight,
        decay_weight,
        sum(linear_weight) over (
            partition by source_order_id
            order by touch_number
            rows between unbounded preceding and current row
        ) as linear_weight_until,
        sum(linear_weight) over (
            partition by source_order_id
        ) as linear_weight_total,
        sum(position_weight) over (
            partition by source_order_id
            order by touch_number
            rows between unbounded preceding and current row
        ) as position_weight_until,
        sum(position_weight) over (
            partition by source_order_id
        ) as position_weight_total,
        sum(decay_weight) over (
            partition by source_order_id
            order by touch_number
            rows between unbounded preceding and current row
        ) as decay_weight_until,
        sum(decay_weight) over (
            partition by source_order_id
        ) as decay_weight_total
    from touches_weighted
)

select * from weights_summed
