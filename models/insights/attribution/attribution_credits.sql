with touches_weighted as (
    select * from {{ ref('int_touches_weighted') }}
),

cents_split as (
    select
        *,
        case when touch_number = 1 then revenue_cents else 0 end as first_touch_cents,
        case when touch_number = count_touches then revenue_cents else 0 end
            as last_touch_cents,
        case when non_direct_rank = 1 then revenue_cents else 0 end
            as last_non_direct_cents,
        {{ share_of_cents(
            'revenue_cents',
            'linear_weight',
            'linear_weight_until',
            'linear_weight_total'
        ) }} as linear_cents,
        {{ share_of_cents(
            'revenue_cents',
            'position_weight',
            'position_weight_until',
            'position_weight_total'
        ) }} as position_cents,
        {{ share_of_cents(
            'revenue_cents',
            'decay_weight',
            'decay_weight_until',
            'decay_weight_total'
        ) }} as decay_cents
    from touches_weighted
),

credits_given as (
    select
        {{ dbt.hash(dbt.concat([
            'source_order_id', "':'", "coalesce(marketing_touch_id, 'none')"
        ])) }} as attribution_credit_id,
        source_order_id,
        marketing_touch_id,
        profile_id,
        source_name,
        order_id,
        channel,
        campaign,
        touch_number,
        count_touches,
        {{ euros('revenue_cents') }} as order_revenue_eur,
        {{ euros('first_touch_cents') }} as first_touch_eur,
        {{ euros('last_touch_cents') }} as last_touch_eur,
        {{ euros('last_non_direct_cents') }} as last_non_direct_eur,
        {{ euros('linear_cents') }} as linear_eur,
        {{ euros('position_cents') }} as position_based_eur,
        {{ euros('decay_cents') }} as time_decay_eur,
        ordered_at,
        touched_at
    from cents_split
)

select * from credits_given
