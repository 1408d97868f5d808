{{ config(
    materialized='incremental', incremental_strategy='append', full_refresh=false
) }}

with identifiers as (
    select * from {{ ref('identifiers') }}
),

identity_graph as (
    select * from {{ ref('identity_graph') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

identifiers_counted as (
    select
        count(*) as count_identifiers,
        sum(case when is_usable then 0 else 1 end) as count_quarantined
    from identifiers
),

profiles_sized as (
    select
        profile_id,
        count(*) as count_identifiers
    from identity_graph
    group by profile_id
),

profiles_counted as (
    select
        count(*) as count_profiles,
        max(count_identifiers) as largest_profile_identifiers
    from profiles_sized
),

edges_counted as (
    select count(*) as count_edges
    from {{ ref('identity_edges') }}
),

records_counted as (
    select count(*) as count_records
    from {{ ref('identity_records') }}
),

changes_counted as (
    select
        sum(case when change_type = 'born' then 1 else 0 end) as count_born,
        sum(case when change_type = 'merged' then 1 else 0 end) as count_merged,
        sum(case when change_type = 'split' then 1 else 0 end) as count_split,
        sum(case when change_type = 'retired' then 1 else 0 end) as count_retired
    from {{ ref('identity_changes') }}
    where run_id = '{{ invocation_id }}'
),

run_described as (
    select
        cast('{{ invocation_id }}' as {{ dbt.type_string() }}) as run_id,
        identifiers_counted.count_identifiers,
        identifiers_counted.count_quarantined,
        edges_counted.count_edges,
        records_counted.count_records,
        profiles_counted.count_profiles,
        profiles_counted.largest_profile_identifiers,
        {%- for change_type in ['born', 'merged', 'split', 'retired'] %}
        coalesce(changes_counted.count_{{ change_type }}, 0) as count_{{ change_type }},
        {%- endfor %}
        identity_as_of.as_of_at,
        cast(
            '{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}'
            as {{ dbt.type_timestamp() }}
        ) as started_at
    from identifiers_counted
    cross join profiles_counted
    cross join edges_counted
    cross join records_counted
    cross join changes_counted
    cross join identity_as_of
)

select * from run_described
