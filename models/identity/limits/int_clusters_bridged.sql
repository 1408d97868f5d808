{{ config(
    materialized='stitching_loop',
    meta={
        'loop': 'connected_components',
        'node_column': 'identifier_key',
        'component_column': 'bridged_key',
        'max_rounds': var('max_stitching_rounds'),
    },
) }}

with identity_edges as (
    select * from {{ ref('identity_edges') }}
),

overrides as (
    select * from {{ ref('int_overrides_resolved') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

-- An identifier that nothing ties to another is a pair with itself.
nodes_paired as (
    select
        identifier_a_key as node_a,
        identifier_b_key as node_b
    from identity_edges
    where is_bridge
    union all
    select
        identifier_a_key as node_a,
        identifier_b_key as node_b
    from overrides
    where action = 'must_link'
    union all
    select
        identifier_key as node_a,
        identifier_key as node_b
    from identifiers
    where is_usable
)

select * from nodes_paired
