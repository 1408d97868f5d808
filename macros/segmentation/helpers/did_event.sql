{#- A condition: the profile did one of these events at least so many times, of the last days if they are given
    (days), in one channel if it is given, and, of those that count, the last one was not followed by another event
    (not_followed_by: at the same instant or later). `not` before it says who did not. -#}
{% macro did_event(
    event_types, days=none, at_least=1, at_most=none, channel=none, not_followed_by=none,
    profile_id='profiles.profile_id'
) -%}
    {%- do check_number('did_event', 'days', days, 1, optional=true) -%}
    {%- do check_number('did_event', 'at_least', at_least, 1) -%}
    {%- do check_number('did_event', 'at_most', at_most, at_least, optional=true) -%}
    {%- set counted %}
            select
                events.profile_id,
                max(events.occurred_at) as last_occurred_at
            from {{ events_looked_at('did_event', 'event_types', event_types, days, channel) }}
            group by events.profile_id
            having count(*) >= {{ at_least }}
            {%- if at_most is not none %} and count(*) <= {{ at_most }}{% endif %}
    {%- endset -%}
    {%- if not_followed_by is none -%}
        {{ is_among(counted, profile_id) }}
    {%- else -%}
        {%- set unfollowed %}
            select counted.profile_id
            from (
                {{ counted }}
            ) as counted
            cross join {{ ref('identity_as_of') }} as identity_as_of
            left join {{ ref('profile_events') }} as followers
                on
                    counted.profile_id = followers.profile_id
                    and followers.event_type in {{ event_list('did_event', 'not_followed_by', not_followed_by) }}
                    and followers.occurred_at >= counted.last_occurred_at
                    and followers.occurred_at <= identity_as_of.as_of_at
            where followers.profile_id is null
        {%- endset -%}
        {{ is_among(unfollowed, profile_id) }}
    {%- endif -%}
{%- endmacro %}
