with profiles as (
    select * from {{ ref('profiles') }}
),

profiles_selected as (
    select profiles.profile_id
    from profiles
    where
        {{ in_segment('lapsed_customers') }}
        and not {{ in_holdout('winback') }}
        and {{ not_in_segment('open_tickets') }}
)

select * from profiles_selected
