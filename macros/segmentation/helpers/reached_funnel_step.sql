{#- A condition: the profile reached this step of a funnel (1 is the first) and, with stopped_there, none after it.
    The steps are those of funnel_steps. -#}
{% macro reached_funnel_step(
    steps, step, within_days, days=none, stopped_there=false, profile_id='profiles.profile_id'
) -%}
    {%- set reached -%}
        select funnel.profile_id
        from ({{ funnel_steps(steps, within_days, days, 'reached_funnel_step') }}) as funnel
        where funnel.count_steps_reached {{ '=' if stopped_there else '>=' }} {{ step }}
    {%- endset -%}
    {%- do check_number('reached_funnel_step', 'step', step, 1, steps | length) -%}
    {{ is_among(reached, profile_id) }}
{%- endmacro %}
