{{ config(materialized='ephemeral') }}

{#- The members whose cluster is another one than at the last time. The largest of the
    clusters that meet keeps its key, so that the fewest rows change. -#}
with clusters_merged as (
    select * from {{ ref('int_clusters_merged') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
    where is_usable
),

clusters_before as (
    select * from {{ published('identity_clusters') }}
),

clusters_broken as (
    select * from {{ ref('int_clusters_broken') }}
),

components_named as (
    select
        clusters_merged.node_key,
        coalesce(largest.cluster_key, clusters_merged.component_key) as cluster_key
    from clusters_merged
    left join {{ ref('int_clusters_standing') }} as largest
        on
            clusters_merged.component_key = largest.component_key
            and largest.size_rank = 1
),

-- Members of clusters joined to a larger one; new ones, and those of clusters that
-- broke; lost ones.
members_changed as (
    select
        clusters_before.identifier_key,
        components_named.cluster_key,
        false as is_removed
    from {{ ref('int_clusters_standing') }} as clusters_standing
    inner join clusters_before
        on clusters_standing.cluster_key = clusters_before.cluster_key
    inner join components_named
        on clusters_before.cluster_key = components_named.node_key
    where clusters_standing.size_rank > 1
    union all
    select
        identifiers.identifier_key,
        components_named.cluster_key,
        false as is_removed
    from components_named
    inner join identifiers on components_named.node_key = identifiers.identifier_key
    left join clusters_before
        on components_named.node_key = clusters_before.identifier_key
    left join clusters_broken
        on clusters_before.cluster_key = clusters_broken.cluster_key
    where
        clusters_before.identifier_key is null
        or clusters_broken.cluster_key is not null
    union all
    select
        clusters_before.identifier_key,
        clusters_before.cluster_key,
        true as is_removed
    from clusters_broken
    inner join clusters_before
        on clusters_broken.cluster_key = clusters_before.cluster_key
    left join identifiers
        on clusters_before.identifier_key = identifiers.identifier_key
    where identifiers.identifier_key is null
)

select * from members_changed
