with profiles as (
    select * from {{ ref('profiles') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

customers_selected as (
    select profiles.profile_id
    from profiles
    cross join identity_as_of
    where
        not profiles.is_anonymous
        and profiles.last_ordered_at
        <= {{ days_before('identity_as_of.as_of_at', var('lapsed_days')) }}
)

select * from customers_selected
