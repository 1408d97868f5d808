{#- A click and the visit that it leads to are one touch, and so is a visit begun anew
    after a break: what follows in the same channel, or without any channel, with no
    pause longer than a session's belongs to the touch before it. -#}
{%- set gap_minutes = var('session_gap_minutes') -%}

with touches_unioned as (
    select * from {{ ref('int_touches_unioned') }}
),

touches_compared as (
    select
        marketing_touch_id,
        profile_id,
        channel,
        campaign,
        channel = 'direct' as is_direct,
        lag({{ dbt.dateadd('minute', gap_minutes, 'touched_at') }}) over (
            partition by profile_id, channel
            order by touched_at, marketing_touch_id
        ) as channel_goes_on_until,
        lag({{ dbt.dateadd('minute', gap_minutes, 'touched_at') }}) over (
            partition by profile_id
            order by touched_at, marketing_touch_id
        ) as profile_goes_on_until,
        touched_at
    from touches_unioned
),

touches_kept as (
    select
        marketing_touch_id,
        profile_id,
        channel,
        campaign,
        is_direct,
        touched_at
    from touches_compared
    where
        (channel_goes_on_until is null or touched_at > channel_goes_on_until)
        and (
            not is_direct
            or profile_goes_on_until is null
            or touched_at > profile_goes_on_until
        )
)

select * from touches_kept
