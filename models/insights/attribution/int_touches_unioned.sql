{{ config(materialized='view') }}

with visits_opened as (
    select * from {{ ref('int_visits_opened') }}
),

touchpoints as (
    select * from {{ ref('touchpoints') }}
),

profile_events as (
    select * from {{ ref('profile_events') }}
),

touches_unioned as (
    select
        {{ dbt.concat(["'visit:'", 'event_id']) }} as touch_name,
        profile_id,
        case
            {{ touch_channel_cases('utm_medium', 'mediums') }}
            when utm_medium is not null then 'other'
            when referrer_url is null or {{ is_own_site('referrer_url') }} then 'direct'
            else 'referral'
        end as channel,
        utm_campaign as campaign,
        occurred_at as touched_at
    from visits_opened
    union all
    select
        {{ dbt.concat(["'click:'", 'touchpoint_id']) }} as touch_name,
        profile_id,
        case
            {{ touch_channel_cases('agent', 'agents') }}
            else 'other'
        end as channel,
        subject as campaign,
        started_at as touched_at
    from touchpoints
    where kind = 'ad_click'
    union all
    select
        {{ dbt.concat(["'event:'", 'event_id']) }} as touch_name,
        profile_id,
        case
            {{ touch_channel_cases('event_type', 'events') }}
        end as channel,
        cast(null as {{ dbt.type_string() }}) as campaign,
        occurred_at as touched_at
    from profile_events
),

-- Hashed, because engines sort texts by different alphabets.
touches_of_profiles as (
    select
        {{ dbt.hash('touch_name') }} as marketing_touch_id,
        profile_id,
        channel,
        campaign,
        touched_at
    from touches_unioned
    where profile_id is not null and channel is not null
)

select * from touches_of_profiles
