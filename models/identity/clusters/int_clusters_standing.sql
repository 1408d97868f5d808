{{ config(materialized='ephemeral') }}

{#- The clusters of the last time that lost nothing, each with the component that it is
    part of now, the largest of a component first. -#}
with clusters_merged as (
    select * from {{ ref('int_clusters_merged') }}
),

clusters_before as (
    select * from {{ published('identity_clusters') }}
),

clusters_broken as (
    select * from {{ ref('int_clusters_broken') }}
),

standing_sized as (
    select
        clusters_merged.component_key,
        clusters_before.cluster_key,
        count(*) as count_members
    from clusters_merged
    inner join clusters_before on clusters_merged.node_key = clusters_before.cluster_key
    left join clusters_broken
        on clusters_before.cluster_key = clusters_broken.cluster_key
    where clusters_broken.cluster_key is null
    group by clusters_merged.component_key, clusters_before.cluster_key
),

clusters_standing as (
    select
        component_key,
        cluster_key,
        row_number() over (
            partition by component_key
            order by count_members desc, cluster_key asc
        ) as size_rank
    from standing_sized
)

select * from clusters_standing
