{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    pre_hook=["{{ check_identity_lock() }}", "{{ delete_uncommitted_rows() }}"],
) }}

with profiles_changed as (
    select * from {{ ref('int_profiles_changed') }}
),

run_started as (
    select * from {{ ref('int_run_started') }}
),

changes_identified as (
    select
        {{ dbt.hash(dbt.concat([
            'profiles_changed.profile_id', "':'", 'run_started.run_id'
        ])) }} as change_id,
        profiles_changed.profile_id,
        profiles_changed.other_profile_id,
        profiles_changed.change_type,
        run_started.run_id,
        run_started.as_of_at as changed_at
    from profiles_changed
    cross join run_started
)

select * from changes_identified
