{#- A visit counts as a touch when it begins, and again when a page of it was reached by
    a campaign. Only page views tell campaigns. -#}
with session_events_numbered as (
    select * from {{ ref('int_session_events_numbered') }}
),

profile_events as (
    select * from {{ ref('profile_events') }}
),

events_ranked as (
    select
        event_id,
        profile_id,
        row_number() over (
            partition by profile_id, channel, session_number
            order by occurred_at, event_id
        ) as event_rank,
        occurred_at
    from session_events_numbered
),

pages_read as (
    select
        event_id,
        nullif(lower({{ json_text('properties', 'utm_medium') }}), '') as utm_medium,
        nullif({{ json_text('properties', 'utm_campaign') }}, '') as utm_campaign,
        nullif(lower({{ json_text('properties', 'referrer') }}), '') as referrer_url
    from profile_events
    where event_type = 'page_viewed'
),

visits_opened as (
    select
        events_ranked.event_id,
        events_ranked.profile_id,
        pages_read.utm_medium,
        pages_read.utm_campaign,
        pages_read.referrer_url,
        events_ranked.occurred_at
    from events_ranked
    left join pages_read on events_ranked.event_id = pages_read.event_id
    where events_ranked.event_rank = 1 or pages_read.utm_medium is not null
)

select * from visits_opened
