{#- Of the assignments of a profile the earliest is in force (of equals, that of the profile itself). Where they are of
    both arms it is contaminated from now on, also once it is parted again. -#}
{% macro holdout_assignments_judged() -%}
    {%- set profile = 'partition by gathered.experiment_name, gathered.profile_id' %}
    {%- set instant = dbt.type_timestamp() %}
    select
        judged.*,
        judged.profile_before_id is null
        or judged.profile_id <> judged.profile_before_id
        or judged.is_in_force <> judged.was_in_force
        or (judged.contaminated_at is null) <> (judged.contaminated_before_at is null)
            as is_changed
    from (
        select
            gathered.experiment_name,
            gathered.profile_id,
            gathered.first_profile_id,
            gathered.profile_before_id,
            gathered.is_held_out,
            gathered.was_in_force,
            gathered.assigned_at,
            gathered.contaminated_at as contaminated_before_at,
            row_number() over (
                {{ profile }}
                order by
                    gathered.assigned_at,
                    case when gathered.first_profile_id = gathered.profile_id then 0 else 1 end,
                    gathered.first_profile_id
            ) = 1 as is_in_force,
            coalesce(
                gathered.contaminated_at,
                case
                    when
                        max(case when gathered.is_held_out then 1 else 0 end) over ({{ profile }})
                        > min(case when gathered.is_held_out then 1 else 0 end) over ({{ profile }})
                        then identity_as_of.as_of_at
                end
            ) as contaminated_at
        from (
            select
                experiment_name, profile_id, first_profile_id, profile_before_id, is_held_out,
                was_in_force, assigned_at, contaminated_at
            from assignments_followed
            union all
            select
                experiment_name, profile_id, profile_id, cast(null as {{ dbt.type_string() }}),
                is_held_out, false, assigned_at, cast(null as {{ instant }})
            from assignments_added
        ) as gathered
        cross join identity_as_of
    ) as judged
{%- endmacro %}
