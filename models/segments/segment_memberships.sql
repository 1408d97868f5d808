{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='segment_membership_id',
    full_refresh=false,
    pre_hook="{{ add_missing_columns({
        'first_profile_id': dbt.type_string(), 'merged_at': dbt.type_timestamp()
    }) }}",
) }}

with members_now as (
    select * from {{ ref('int_segment_members') }}
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

stays_before as (
    {{ segment_stays_before(this if is_incremental()) }}
),

stays_followed as (
    {{ segment_stays_followed() }}
),

stays_judged as (
    {{ segment_stays_judged() }}
),

stays_begun as (
    {{ segment_stays_begun() }}
),

stays_changed as (
    select
        segment_membership_id,
        segment_name,
        profile_id,
        first_profile_id,
        entered_at,
        exited_at,
        merged_at
    from stays_judged
    where is_changed
    union all
    select
        {{ dbt.hash(dbt.concat([
            'segment_name', "':'", 'profile_id', "':'",
            'cast(entered_at as ' ~ dbt.type_string() ~ ')',
        ])) }} as segment_membership_id,
        segment_name,
        profile_id,
        profile_id as first_profile_id,
        entered_at,
        cast(null as {{ dbt.type_timestamp() }}) as exited_at,
        cast(null as {{ dbt.type_timestamp() }}) as merged_at
    from stays_begun
)

select * from stays_changed
