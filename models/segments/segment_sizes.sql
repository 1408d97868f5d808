{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='segment_size_id',
    full_refresh=false,
) }}

with segment_memberships as (
    select * from {{ ref('segment_memberships') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

segments_listed as (
    {{ segments_listed() }}
),

-- A segment that nobody is in has a size too: zero.
sizes_counted as (
    select
        segments_listed.segment_name,
        count(segment_memberships.profile_id) as count_profiles,
        identity_as_of.as_of_at
    from segments_listed
    cross join identity_as_of
    left join segment_memberships
        on
            segments_listed.segment_name = segment_memberships.segment_name
            and segment_memberships.exited_at is null
    group by segments_listed.segment_name, identity_as_of.as_of_at
),

sizes_identified as (
    select
        {{ dbt.hash(dbt.concat([
            'segment_name', "':'", 'cast(as_of_at as ' ~ dbt.type_string() ~ ')'
        ])) }} as segment_size_id,
        segment_name,
        count_profiles,
        as_of_at
    from sizes_counted
)

select * from sizes_identified
