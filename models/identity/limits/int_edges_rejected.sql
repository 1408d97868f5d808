with identity_edges as (
    select * from {{ ref('identity_edges') }}
),

identity_clusters as (
    select * from {{ ref('identity_clusters') }}
),

clusters_contested as (
    select * from {{ ref('int_clusters_contested') }}
),

identity_candidate as (
    select * from {{ ref('identity_candidate') }}
),

edges_contested as (
    select identity_edges.*
    from identity_edges
    inner join
        identity_clusters
        on identity_edges.identifier_a_key = identity_clusters.identifier_key
    inner join
        clusters_contested
        on identity_clusters.cluster_key = clusters_contested.cluster_key
),

-- An edge is rejected where its ends ended up in different profiles; nothing else
-- needs to be kept.
edges_rejected as (
    select
        edges_contested.edge_id,
        edges_contested.identifier_a_id,
        edges_contested.identifier_b_id,
        side_a.profile_id as profile_a_id,
        side_b.profile_id as profile_b_id,
        edges_contested.is_bridge
    from edges_contested
    inner join identity_candidate as side_a
        on edges_contested.identifier_a_id = side_a.identifier_id
    inner join identity_candidate as side_b
        on edges_contested.identifier_b_id = side_b.identifier_id
    where side_a.profile_id <> side_b.profile_id
)

select * from edges_rejected
