{%- set lookback_days = var('anonymous_lookback_days') -%}

with device_stays as (
    select * from {{ ref('int_device_stays') }}
),

device_logins as (
    select * from {{ ref('int_device_logins') }}
),

devices_claimed as (
    select * from {{ ref('int_devices_claimed') }}
),

stays_followed as (
    select
        *,
        lead(owned_from) over (
            partition by identifier_key
            order by owned_from
        ) as followed_at
    from device_stays
),

-- An owner stays until somebody else logs in; on a device that too many people use, for
-- some hours at most.
intervals_by_login as (
    select
        identifier_key,
        profile_id,
        'login' as owner_reason,
        owned_from,
        case
            when followed_at is null or lapsed_at < followed_at then lapsed_at
            else followed_at
        end as owned_to
    from stays_followed
),

-- What came before the first login is the owner's where there is but one.
intervals_looked_back as (
    select
        identifier_key,
        min(profile_id) as profile_id,
        'lookback' as owner_reason,
        {{ days_before('min(logged_in_at)', lookback_days) }} as owned_from,
        min(logged_in_at) as owned_to
    from device_logins
    where count_owners = 1
    group by identifier_key
),

intervals_unioned as (
    select * from intervals_by_login
    union all
    select * from intervals_looked_back
),

intervals_named as (
    select
        devices_claimed.identifier_id,
        devices_claimed.identifier_type,
        devices_claimed.identifier_value,
        devices_claimed.identifier_key,
        intervals_unioned.profile_id,
        intervals_unioned.owner_reason,
        intervals_unioned.owned_from,
        intervals_unioned.owned_to
    from intervals_unioned
    inner join devices_claimed
        on intervals_unioned.identifier_key = devices_claimed.identifier_key
)

select * from intervals_named
