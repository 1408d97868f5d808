{{ config(materialized='ephemeral') }}

{#- The links by which clusters are put together: the changed ones, and all of clusters
    that broke. -#}
with links_in_force as (
    select * from {{ ref('int_links_in_force') }}
    where not is_removed
),

clusters_before as (
    select * from {{ published('identity_clusters') }}
),

clusters_broken as (
    select * from {{ ref('int_clusters_broken') }}
),

members_parted as (
    select clusters_before.identifier_key
    from clusters_before
    inner join clusters_broken
        on clusters_before.cluster_key = clusters_broken.cluster_key
),

links_touched as (
    select
        identifier_a_key,
        identifier_b_key
    from links_in_force
    where changed_in_run = {{ run_number() }}
    union
    select
        links_in_force.identifier_a_key,
        links_in_force.identifier_b_key
    from links_in_force
    inner join members_parted
        on links_in_force.identifier_a_key = members_parted.identifier_key
    union
    select
        links_in_force.identifier_a_key,
        links_in_force.identifier_b_key
    from links_in_force
    inner join members_parted
        on links_in_force.identifier_b_key = members_parted.identifier_key
)

select * from links_touched
