with profiles as (
    select * from {{ ref('profiles') }}
),

lifecycle_stages as (
    select * from {{ ref('lifecycle_stages') }}
),

realized_lifetime_values as (
    select * from {{ ref('realized_lifetime_values') }}
),

rfm as (
    select * from {{ ref('rfm') }}
),

purchase_rhythms as (
    select * from {{ ref('purchase_rhythms') }}
),

channel_preferences as (
    select * from {{ ref('channel_preferences') }}
),

hour_preferences as (
    select * from {{ ref('hour_preferences') }}
),

category_interests as (
    select * from {{ ref('category_interests') }}
),

insights_joined as (
    select
        profiles.profile_id,
        lifecycle_stages.lifecycle_stage,
        rfm.rfm_group,
        channel_preferences.channel as preferred_channel,
        category_interests.product_category as preferred_category,
        rfm.recency_score,
        rfm.frequency_score,
        rfm.monetary_score,
        hour_preferences.hour_of_day as preferred_hour,
        coalesce(realized_lifetime_values.count_orders, 0) as count_orders,
        coalesce(realized_lifetime_values.revenue_eur, 0) as revenue_eur,
        realized_lifetime_values.revenue_per_order_eur,
        realized_lifetime_values.returned_share,
        purchase_rhythms.days_since_last_order,
        purchase_rhythms.usual_gap_days,
        coalesce(purchase_rhythms.is_order_due, false) as is_order_due,
        coalesce(purchase_rhythms.is_churned, false) as is_churned,
        realized_lifetime_values.first_ordered_at,
        realized_lifetime_values.last_ordered_at
    from profiles
    left join lifecycle_stages on profiles.profile_id = lifecycle_stages.profile_id
    left join realized_lifetime_values
        on profiles.profile_id = realized_lifetime_values.profile_id
    left join rfm on profiles.profile_id = rfm.profile_id
    left join purchase_rhythms on profiles.profile_id = purchase_rhythms.profile_id
    left join channel_preferences
        on
            profiles.profile_id = channel_preferences.profile_id
            and channel_preferences.preference_rank = 1
    left join hour_preferences
        on
            profiles.profile_id = hour_preferences.profile_id
            and hour_preferences.preference_rank = 1
    left join category_interests
        on
            profiles.profile_id = category_interests.profile_id
            and category_interests.interest_rank = 1
)

select * from insights_joined
