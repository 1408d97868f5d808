{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    pre_hook=["{{ check_identity_lock() }}", "{{ delete_uncommitted_rows() }}"],
) }}

{#- What was written last is compared with the log itself, not with the graph before: a
    log that came out of a backup then goes on where it ended. -#}
{%- set log = published('identity_assignments') -%}

with identity_candidate as (
    select * from {{ ref('identity_candidate') }}
),

members_before as (
    select * from {{ ref('int_profiles_before') }}
),

run_started as (
    select * from {{ ref('int_run_started') }}
),

identifiers_resolved as (
    select identifier_id from identity_candidate
    union
    select identifier_id from members_before
),

assignments_ranked as (
    {%- if log %}
    select
        log.identifier_id,
        log.profile_id,
        row_number() over (
            partition by log.identifier_id
            order by log.run_number desc
        ) as newest_rank
    from {{ log }} as log
    {%- if is_increment() %}
    inner join identifiers_resolved
        on log.identifier_id = identifiers_resolved.identifier_id
    {%- endif %}
    {%- else %}
    select
        identifier_id,
        identifier_id as profile_id,
        1 as newest_rank
    from identifiers_resolved
    where 1 = 0
    {%- endif %}
),

assignments_newest as (
    select
        identifier_id,
        profile_id
    from assignments_ranked
    where newest_rank = 1
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
