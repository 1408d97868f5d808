{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='segment_membership_id',
    full_refresh=false,
) }}

with members_now as (
    select * from {{ ref('int_segment_members') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

members_before as (
    {%- if is_incremental() %}
    select
        segment_name,
        profile_id,
        entered_at
    from {{ this }}
    where exited_at is null
    {%- else %}
    select
        segment_name,
        profile_id,
        cast(null as {{ dbt.type_timestamp() }}) as entered_at
    from members_now
    where 1 = 0
    {%- endif %}
),

memberships_changed as (
    select
        members_now.segment_name,
        members_now.profile_id,
        identity_as_of.as_of_at as entered_at,
        cast(null as {{ dbt.type_timestamp() }}) as exited_at
    from members_now
    cross join identity_as_of
    left join members_before
        on
            members_now.segment_name = members_before.segment_name
            and members_now.profile_id = members_before.profile_id
    where members_before.profile_id is null
    union all
    select
        members_before.segment_name,
        members_before.profile_id,
        members_before.entered_at,
        identity_as_of.as_of_at as exited_at
    from members_before
    cross join identity_as_of
    left join members_now
        on
            members_before.segment_name = members_now.segment_name
            and members_before.profile_id = members_now.profile_id
    where members_now.profile_id is null
),

memberships_identified as (
    select
        {{ dbt.hash(dbt.concat([
            'segment_name', "':'", 'profile_id', "':'",
            'cast(entered_at as ' ~ dbt.type_string() ~ ')',
        ])) }} as segment_membership_id,
        segment_name,
        profile_id,
        entered_at,
        exited_at
    from memberships_changed
)

select * from memberships_identified
