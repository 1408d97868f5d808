{{ config(materialized='view') }}

{#- What a program did by itself, such as a mail provider's that fetches the pictures of
    every e-mail, is kept in profile_events and tells nothing of the person. -#}
with profile_events as (
    select * from {{ ref('profile_events') }}
),

events_of_people as (
    select
        event_id,
        profile_id,
        source_name,
        record_id,
        event_type,
        channel,
        currency,
        properties,
        amount,
        occurred_at,
        loaded_at
    from profile_events
    where
        profile_id is not null
        and coalesce(event_type, '') not in (
            '{{ var("event_types_of_machines", []) | join("', '") }}'
        )
)

select * from events_of_people
