{#- A condition: the profile did none of these events, in the last days and in one channel where these are given. -#}
{% macro did_not_event(event_types, days=none, channel=none, profile_id='profiles.profile_id') -%}
    not {{ did_event(event_types, days, channel=channel, profile_id=profile_id) }}
{%- endmacro %}
