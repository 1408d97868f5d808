{{ config(
    materialized='stitching_loop',
    meta={
        'loop': 'connected_components',
        'node_column': 'identifier_key',
        'component_column': 'side_key',
        'max_rounds': var('max_stitching_rounds'),
    },
) }}

with overrides as (
    select * from {{ ref('int_overrides_resolved') }}
),

pairs_must_linked as (
    select
        identifier_a_key as node_a,
        identifier_b_key as node_b
    from overrides
    where action = 'must_link' and not is_removed
)

select * from pairs_must_linked
