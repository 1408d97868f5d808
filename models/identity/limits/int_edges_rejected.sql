with contested_edges as (
    select * from {{ ref('int_contested_edges') }}
),

identity_candidate as (
    select * from {{ ref('identity_candidate') }}
),

-- An edge is rejected where its ends ended up in different profiles; nothing else
-- needs to be kept.
edges_rejected as (
    select
        contested_edges.edge_id,
        contested_edges.identifier_a_id,
        contested_edges.identifier_b_id,
        side_a.profile_id as profile_a_id,
        side_b.profile_id as profile_b_id,
        contested_edges.is_bridge
    from contested_edges
    inner join identity_candidate as side_a
        on contested_edges.identifier_a_id = side_a.identifier_id
    inner join identity_candidate as side_b
        on contested_edges.identifier_b_id = side_b.identifier_id
    where side_a.profile_id <> side_b.profile_id
)

select * from edges_rejected
