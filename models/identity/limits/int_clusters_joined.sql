{{ config(
    materialized='stitching_loop',
    meta={
        'loop': 'connected_components',
        'node_column': 'bridged_key',
        'component_column': 'cluster_key',
        'max_rounds': var('max_stitching_rounds'),
    },
) }}

with identity_edges as (
    select * from {{ ref('identity_edges') }}
),

clusters_bridged as (
    select * from {{ ref('int_clusters_bridged') }}
),

parts_paired as (
    select
        side_a.bridged_key as node_a,
        side_b.bridged_key as node_b
    from identity_edges
    inner join clusters_bridged as side_a
        on identity_edges.identifier_a_key = side_a.identifier_key
    inner join clusters_bridged as side_b
        on identity_edges.identifier_b_key = side_b.identifier_key
    where not identity_edges.is_bridge and side_a.bridged_key <> side_b.bridged_key
)

select * from parts_paired
