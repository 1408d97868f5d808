with category_interests as (
    select * from {{ ref('category_interests') }}
),

profiles as (
    select * from {{ ref('profiles') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

visitors_selected as (
    select distinct profiles.profile_id
    from profiles
    inner join category_interests on profiles.profile_id = category_interests.profile_id
    cross join identity_as_of
    where
        profiles.is_anonymous
        and profiles.count_cookie_ids > 0
        and category_interests.count_views >= {{ var('category_interest_min_views') }}
        and category_interests.last_viewed_at
        > {{ days_before('identity_as_of.as_of_at', var('category_interest_days')) }}
)

select * from visitors_selected
