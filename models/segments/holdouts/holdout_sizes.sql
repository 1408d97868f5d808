with holdout_assignments as (
    select * from {{ ref('holdout_assignments') }}
),

profiles as (
    select * from {{ ref('profiles') }}
),

arms_counted as (
    select
        holdout_assignments.experiment_name,
        holdout_assignments.is_held_out,
        count(*) as count_profiles,
        count(holdout_assignments.contaminated_at) as count_contaminated_profiles
    from holdout_assignments
    inner join profiles on holdout_assignments.profile_id = profiles.profile_id
    where holdout_assignments.is_in_force
    group by holdout_assignments.experiment_name, holdout_assignments.is_held_out
),

arms_identified as (
    select
        {{ dbt.hash(dbt.concat([
            'experiment_name', "':'", 'cast(is_held_out as ' ~ dbt.type_string() ~ ')'
        ])) }} as holdout_size_id,
        experiment_name,
        count_profiles,
        count_contaminated_profiles,
        is_held_out
    from arms_counted
)

select * from arms_identified
