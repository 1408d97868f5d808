with touchpoints as (
    select * from {{ ref('touchpoints') }}
),

profiles_waiting as (
    select distinct profile_id
    from touchpoints
    where
        profile_id is not null
        and kind = 'ticket'
        and outcome = 'open'
)

select * from profiles_waiting
