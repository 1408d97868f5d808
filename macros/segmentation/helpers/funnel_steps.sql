{#- One row per profile that began a funnel, with the steps it reached: count_steps_reached, of its best attempt. Each
    step is an event type or a list of them; it counts if it was done later than the one before it, and within so many
    days after the first (an event exactly so many days after it is in). days: only attempts begun in the last days. -#}
{% macro funnel_steps(steps, within_days, days=none, helper='funnel_steps') -%}
    {%- do check_number(helper, 'within_days', within_days, 1) -%}
    {%- do check_number(helper, 'days', days, 1, optional=true) -%}
    {%- if steps is string or steps is mapping or steps is not sequence or steps | length < 2 -%}
        {%- do segment_error(helper, 'steps', steps, "list at least two, e.g. ['product_viewed', 'product_added']") -%}
    {%- endif -%}
    with step_1 as (
        select distinct
            events.profile_id,
            events.occurred_at as began_at,
            events.occurred_at as reached_at
        from {{ events_looked_at(helper, 'steps', steps[0], days) }}
    ),
    {% for step in steps[1:] %}
    {%- set before = 'step_' ~ loop.index %}
    step_{{ loop.index + 1 }} as (
        select
            {{ before }}.profile_id,
            {{ before }}.began_at,
            min(events.occurred_at) as reached_at
        from {{ before }}
        inner join {{ ref('profile_events') }} as events
            on {{ before }}.profile_id = events.profile_id
        cross join {{ ref('identity_as_of') }} as identity_as_of
        where
            events.event_type in {{ event_list(helper, 'steps', step) }}
            and events.occurred_at <= identity_as_of.as_of_at
            and events.occurred_at > {{ before }}.reached_at
            and events.occurred_at <= {{ dbt.dateadd('day', within_days, before ~ '.began_at') }}
        group by {{ before }}.profile_id, {{ before }}.began_at
    ),
    {% endfor %}
    steps_reached as (
        {%- for _ in steps %}
        select
            profile_id,
            {{ loop.index }} as step_number
        from step_{{ loop.index }}
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}
    )

    select
        profile_id,
        max(step_number) as count_steps_reached
    from steps_reached
    group by profile_id
{%- endmacro %}
