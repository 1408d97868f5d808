{#- A condition: the profile is held out of an experiment of the var holdouts, whatever merges it went through. Who
    never came into the experiment's segment is not. -#}
{% macro in_holdout(experiment, profile_id='profiles.profile_id') -%}
    {%- if experiment not in holdouts() -%}
        {%- do segment_error(
            'in_holdout', 'experiment', experiment,
            'give one of the var holdouts: ' ~ (holdouts().keys() | join(', ') or 'none is listed yet')
        ) -%}
    {%- endif -%}
    {%- set held_out %}
            select assignments.profile_id
            from {{ ref('holdout_assignments') }} as assignments
            where
                assignments.experiment_name = '{{ experiment }}'
                and assignments.is_in_force
                and assignments.is_held_out
    {%- endset -%}
    {{ is_among(held_out, profile_id) }}
{%- endmacro %}
