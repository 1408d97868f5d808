{#- Who came into the segment of an experiment and has no assignment yet. One that was split from a profile with one
    has its: what that profile was given or spared, this person was. -#}
{% macro holdout_assignments_added() -%}
    select
        holdout_members.experiment_name,
        holdout_members.profile_id,
        coalesce(origin_assignments.is_held_out, holdout_members.is_held_out) as is_held_out,
        coalesce(origin_assignments.assigned_at, identity_as_of.as_of_at) as assigned_at
    from holdout_members
    cross join identity_as_of
    left join assignments_followed
        on
            holdout_members.experiment_name = assignments_followed.experiment_name
            and holdout_members.profile_id = assignments_followed.profile_id
    left join profiles_split on holdout_members.profile_id = profiles_split.profile_id
    left join assignments_followed as origin_assignments
        on
            holdout_members.experiment_name = origin_assignments.experiment_name
            and profiles_split.origin_profile_id = origin_assignments.profile_before_id
            and origin_assignments.was_in_force
    where assignments_followed.profile_id is null
{%- endmacro %}
