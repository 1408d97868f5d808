with profile_events as (
    select * from {{ ref('profile_events') }}
),

profiles as (
    select * from {{ ref('profiles') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

carts_filled as (
    select
        profile_events.profile_id,
        max(profile_events.occurred_at) as filled_at
    from profile_events
    cross join identity_as_of
    where
        profile_events.event_type in ('product_added', 'checkout_started')
        and profile_events.occurred_at
        > {{ days_before('identity_as_of.as_of_at', var('cart_abandoned_days')) }}
    group by profile_events.profile_id
),

-- Any order ends the wish, in a store too.
carts_abandoned as (
    select carts_filled.profile_id
    from carts_filled
    inner join profiles on carts_filled.profile_id = profiles.profile_id
    where
        not profiles.is_anonymous
        and (
            profiles.last_ordered_at is null
            or profiles.last_ordered_at < carts_filled.filled_at
        )
)

select * from carts_abandoned
