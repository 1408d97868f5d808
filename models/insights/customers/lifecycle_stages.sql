with profiles as (
    select * from {{ ref('profiles') }}
),

realized_lifetime_values as (
    select * from {{ ref('realized_lifetime_values') }}
),

order_days_measured as (
    select * from {{ ref('int_order_days_measured') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

profiles_measured as (
    select
        profiles.profile_id,
        profiles.is_anonymous,
        last_days.gap_days as last_gap_days,
        realized_lifetime_values.last_ordered_at,
        {{ days_before('identity_as_of.as_of_at', var('lapsing_days')) }}
            as lapsing_before_at,
        {{ days_before('identity_as_of.as_of_at', var('lapsed_days')) }}
            as lapsed_before_at
    from profiles
    cross join identity_as_of
    left join realized_lifetime_values
        on profiles.profile_id = realized_lifetime_values.profile_id
    left join order_days_measured as last_days
        on
            profiles.profile_id = last_days.profile_id
            and last_days.days_back_rank = 1
),

-- The first rule that holds decides.
stages_told as (
    select
        profile_id,
        case
            when last_ordered_at is null and is_anonymous then 'visitor'
            when last_ordered_at is null then 'lead'
            when last_ordered_at <= lapsed_before_at then 'lapsed'
            when last_ordered_at <= lapsing_before_at then 'lapsing'
            when last_gap_days is null then 'first_time_buyer'
            when last_gap_days >= {{ var('lapsed_days') }} then 'won_back'
            else 'active'
        end as lifecycle_stage,
        last_gap_days,
        last_ordered_at
    from profiles_measured
)

select * from stages_told
