{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    pre_hook=["{{ check_identity_lock() }}", "{{ delete_uncommitted_rows() }}"],
    post_hook="{{ erased_rows_deleted('identifier_id') }}",
) }}

with identity_candidate as (
    select * from {{ ref('identity_candidate') }}
),

assignments_newest as (
    select * from {{ ref('int_assignments_before') }}
),

run_started as (
    select * from {{ ref('int_run_started') }}
),

assignments_changed as (
    select
        identity_candidate.identifier_id,
        identity_candidate.profile_id
    from identity_candidate
    left join assignments_newest
        on identity_candidate.identifier_id = assignments_newest.identifier_id
    where
        assignments_newest.profile_id is null
        or assignments_newest.profile_id <> identity_candidate.profile_id
    union all
    select
        assignments_newest.identifier_id,
        cast(null as {{ dbt.type_string() }}) as profile_id
    from assignments_newest
    left join identity_candidate
        on assignments_newest.identifier_id = identity_candidate.identifier_id
    where
        identity_candidate.identifier_id is null
        and assignments_newest.profile_id is not null
),

assignments_logged as (
    select
        assignments_changed.identifier_id,
        assignments_changed.profile_id,
        run_started.run_id,
        {{ run_number() }} as run_number,
        run_started.as_of_at as assigned_at
    from assignments_changed
    cross join run_started
)

select * from assignments_logged
