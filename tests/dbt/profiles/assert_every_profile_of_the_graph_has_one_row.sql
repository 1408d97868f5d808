with identity_graph as (
    select * from {{ ref('identity_graph') }}
),

profiles as (
    select * from {{ ref('profiles') }}
),

profiles_listed as (
    select distinct
        profile_id,
        1 as count_in_graph,
        0 as count_in_profiles
    from identity_graph
    union all
    select
        profile_id,
        0 as count_in_graph,
        1 as count_in_profiles
    from profiles
),

profiles_counted as (
    select
        profile_id,
        sum(count_in_graph) as count_in_graph,
        sum(count_in_profiles) as count_in_profiles
    from profiles_listed
    group by profile_id
),

profiles_at_fault as (
    select
        profile_id,
        count_in_graph,
        count_in_profiles
    from profiles_counted
    where count_in_graph <> 1 or count_in_profiles <> 1
)

select * from profiles_at_fault
