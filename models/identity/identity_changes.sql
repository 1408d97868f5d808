{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    pre_hook="{{ delete_uncommitted_rows() }}",
) }}

with profiles_changed as (
    select * from {{ ref('int_profiles_changed') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

changes_identified as (
    select
        {{ dbt.hash(dbt.concat(['profile_id', "':" ~ invocation_id ~ "'"])) }}
            as change_id,
        profiles_changed.profile_id,
        profiles_changed.other_profile_id,
        profiles_changed.change_type,
        cast('{{ invocation_id }}' as {{ dbt.type_string() }}) as run_id,
        identity_as_of.as_of_at as changed_at
    from profiles_changed
    cross join identity_as_of
)

select * from changes_identified
