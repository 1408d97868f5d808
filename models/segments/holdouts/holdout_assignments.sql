{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='holdout_assignment_id',
    full_refresh=false,
) }}

with holdout_members as (
    select * from {{ ref('int_holdout_members') }}
),

profiles_split as (
    select * from {{ ref('int_profiles_split') }}
),

profiles_succeeded as (
    select * from {{ ref('int_profiles_succeeded') }}
),

profiles as (
    select * from {{ ref('profiles') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

assignments_before as (
    {{ holdout_assignments_before(this if is_incremental()) }}
),

assignments_followed as (
    {{ holdout_assignments_followed() }}
),

assignments_added as (
    {{ holdout_assignments_added() }}
),

assignments_judged as (
    {{ holdout_assignments_judged() }}
),

assignments_changed as (
    select
        {{ dbt.hash(dbt.concat(['experiment_name', "':'", 'first_profile_id'])) }}
            as holdout_assignment_id,
        experiment_name,
        profile_id,
        first_profile_id,
        is_held_out,
        is_in_force,
        assigned_at,
        contaminated_at
    from assignments_judged
    where is_changed
)

select * from assignments_changed
