{#- The assignments that holdout_assignments holds; none where it is not there yet. -#}
{% macro holdout_assignments_before(stored) -%}
    {%- if stored %}
    select
        experiment_name,
        profile_id,
        first_profile_id,
        is_held_out,
        is_in_force,
        assigned_at,
        contaminated_at
    from {{ stored }}
    {%- else %}
    select
        experiment_name,
        profile_id,
        profile_id as first_profile_id,
        is_held_out,
        false as is_in_force,
        cast(null as {{ dbt.type_timestamp() }}) as assigned_at,
        cast(null as {{ dbt.type_timestamp() }}) as contaminated_at
    from holdout_members
    where 1 = 0
    {%- endif %}
{%- endmacro %}
