{{ config(materialized='view') }}

{%- set channels = exposure_channels() -%}

with touchpoints as (
    select * from {{ ref('touchpoints') }}
),

profile_events as (
    select * from {{ ref('profile_events') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

answers_read as (
    select
        source_name,
        case
            {%- for channel in channels if channel.events %}
            when
                event_type in (
                    {%- for event in channel.events %}
                    '{{ event }}'{{ ',' if not loop.last }}
                    {%- endfor %}
                )
                then
                    {{ dbt.concat([
                        dbt.string_literal(channel.record_prefix),
                        json_text('properties', channel.property),
                    ]) }}
            {%- endfor %}
        end as record_id
    from profile_events
),

records_answered as (
    select distinct
        source_name,
        record_id
    from answers_read
    where record_id is not null
),

exposures_answered as (
    select
        touchpoints.touchpoint_id,
        touchpoints.profile_id,
        case touchpoints.kind
            {%- for channel in channels %}
            when '{{ channel.kind }}' then '{{ channel.name }}'
            {%- endfor %}
        end as channel,
        cast(extract(hour from touchpoints.started_at) as {{ dbt.type_int() }})
            as hour_of_day,
        case
            when records_answered.record_id is not null then 1
            {%- for channel in channels if channel.outcomes %}
            when
                touchpoints.kind = '{{ channel.kind }}'
                and touchpoints.outcome in (
                    {%- for outcome in channel.outcomes %}
                    '{{ outcome }}'{{ ',' if not loop.last }}
                    {%- endfor %}
                )
                then 1
            {%- endfor %}
            else 0
        end as count_answers,
        touchpoints.started_at as exposed_at
    from touchpoints
    cross join identity_as_of
    left join records_answered
        on
            touchpoints.source_name = records_answered.source_name
            and touchpoints.record_id = records_answered.record_id
    where
        touchpoints.profile_id is not null
        and touchpoints.direction = 'outbound'
        and touchpoints.kind in (
            {%- for channel in channels %}
            '{{ channel.kind }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
        and touchpoints.started_at <= identity_as_of.as_of_at
)

select * from exposures_answered
