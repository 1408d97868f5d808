with profile_events as (
    select * from {{ ref('profile_events') }}
),

profiles as (
    select * from {{ ref('profiles') }}
),

readers_named as (
    select distinct profile_id
    from profile_events
    where event_type = 'newsletter_signup'
),

readers_selected as (
    select readers_named.profile_id
    from readers_named
    inner join profiles on readers_named.profile_id = profiles.profile_id
    where profiles.count_orders = 0
)

select * from readers_selected
