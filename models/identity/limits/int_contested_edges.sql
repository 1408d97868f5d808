with identity_edges as (
    select * from {{ ref('identity_edges') }}
),

identity_clusters as (
    select * from {{ ref('identity_clusters') }}
),

clusters_contested as (
    select * from {{ ref('int_clusters_contested') }}
),

-- The order is total: the weaker end's type, authenticated first, newest first, then
-- the ids.
edges_ranked as (
    select
        identity_edges.edge_id,
        side_a.side_key as side_a_key,
        side_b.side_key as side_b_key,
        row_number() over (
            order by
                identity_edges.weaker_priority asc,
                case when identity_edges.is_authenticated then 0 else 1 end asc,
                identity_edges.last_observed_at desc,
                identity_edges.identifier_a_id asc,
                identity_edges.identifier_b_id asc
        ) as strength_rank,
        identity_edges.is_bridge
    from identity_edges
    inner join identity_clusters as side_a
        on identity_edges.identifier_a_key = side_a.identifier_key
    inner join identity_clusters as side_b
        on identity_edges.identifier_b_key = side_b.identifier_key
    inner join clusters_contested on side_a.cluster_key = clusters_contested.cluster_key
    where side_a.side_key <> side_b.side_key
)

select * from edges_ranked
