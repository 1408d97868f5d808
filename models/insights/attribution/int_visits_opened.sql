{#- A visit counts as a touch when it begins, and again when a page of it was reached by
    a campaign. Only page views tell campaigns. -#}
with session_events_numbered as (
    select * from {{ ref('int_session_events_numbered') }}
),

profile_events as (
    select * from {{ ref('profile_events') }}
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
        session_events_numbered.event_id,
        session_events_numbered.profile_id,
        pages_read.utm_medium,
        pages_read.utm_campaign,
        pages_read.referrer_url,
        session_events_numbered.occurred_at
    from session_events_numbered
    left join pages_read
        on session_events_numbered.event_id = pages_read.event_id
    where
        session_events_numbered.opens_session
        or pages_read.utm_medium is not null
)

select * from visits_opened
