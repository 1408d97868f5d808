{#- What follows from in a helper: events of these types up to now that have a profile, as `events`; of the last
    days and in one channel where these are given. An event exactly so many days ago is not in the window. -#}
{% macro events_looked_at(helper, argument, event_types, days=none, channel=none) -%}
    {{ ref('profile_events') }} as events
            cross join {{ ref('identity_as_of') }} as identity_as_of
            where
                events.profile_id is not null
                and events.event_type in {{ event_list(helper, argument, event_types) }}
                and events.occurred_at <= identity_as_of.as_of_at
                {%- if channel is not none %}
                and events.channel in {{ event_list(helper, 'channel', channel) }}
                {%- endif %}
                {%- if days is not none %}
                and events.occurred_at > {{ days_before('identity_as_of.as_of_at', days) }}
                {%- endif %}
{%- endmacro %}
