{#- A condition: the profile did these events one after the other, the last within so many days after the first. -#}
{% macro did_sequence(steps, within_days, days=none, profile_id='profiles.profile_id') -%}
    {{ reached_funnel_step(steps, steps | length, within_days, days, profile_id=profile_id) }}
{%- endmacro %}
