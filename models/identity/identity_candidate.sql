-- Gates compare it with the graph before.
-- depends_on: {{ ref('int_graph_before') }}
with profiles_grouped as (
    select * from {{ ref('int_profiles_grouped') }}
),

profiles_named as (
    select * from {{ ref('int_profiles_named') }}
),

run_started as (
    select * from {{ ref('int_run_started') }}
),

members_assigned as (
    select
        profiles_grouped.identifier_id,
        profiles_named.profile_id,
        profiles_named.anchor_identifier_id,
        run_started.run_id,
        profiles_grouped.cluster_key,
        profiles_grouped.side_key
    from profiles_grouped
    inner join
        profiles_named
        on profiles_grouped.profile_key = profiles_named.profile_key
    cross join run_started
)

select * from members_assigned
