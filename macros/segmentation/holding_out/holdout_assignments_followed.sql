{#- Each assignment with the profile that it belongs to now. -#}
{% macro holdout_assignments_followed() -%}
    select
        assignments_before.experiment_name,
        {{ profile_now('assignments_before') }} as profile_id,
        assignments_before.first_profile_id,
        assignments_before.profile_id as profile_before_id,
        assignments_before.is_held_out,
        assignments_before.is_in_force as was_in_force,
        assignments_before.assigned_at,
        assignments_before.contaminated_at
    from assignments_before
    left join profiles as live_profiles
        on assignments_before.first_profile_id = live_profiles.profile_id
    left join profiles_succeeded
        on assignments_before.profile_id = profiles_succeeded.profile_id
{%- endmacro %}
