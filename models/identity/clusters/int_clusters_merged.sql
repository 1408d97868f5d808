{{ config(
    materialized='stitching_loop',
    meta={
        'loop': 'connected_components',
        'node_column': 'node_key',
        'component_column': 'component_key',
        'max_rounds': var('max_stitching_rounds'),
    },
) }}

with links_in_force as (
    select * from {{ ref('int_links_in_force') }}
    where not is_removed
),

identifiers as (
    select * from {{ ref('identifiers') }}
    where is_usable
),

{%- if is_increment() %}

links_touched as (
    select * from {{ ref('int_links_touched') }}
),

-- A cluster that lost nothing is one node.
nodes_standing as (
    select
        clusters_before.identifier_key,
        clusters_before.cluster_key
    from {{ published('identity_clusters') }} as clusters_before
    left join {{ ref('int_clusters_broken') }} as clusters_broken
        on clusters_before.cluster_key = clusters_broken.cluster_key
    where clusters_broken.cluster_key is null
),
{%- endif %}

-- An identifier that nothing ties to another is a pair with itself.
nodes_paired as (
    {%- if is_increment() %}
    select
        coalesce(side_a.cluster_key, links_touched.identifier_a_key) as node_a,
        coalesce(side_b.cluster_key, links_touched.identifier_b_key) as node_b
    from links_touched
    left join nodes_standing as side_a
        on links_touched.identifier_a_key = side_a.identifier_key
    left join nodes_standing as side_b
        on links_touched.identifier_b_key = side_b.identifier_key
    union all
    select
        identifiers.identifier_key as node_a,
        identifiers.identifier_key as node_b
    from identifiers
    left join nodes_standing
        on identifiers.identifier_key = nodes_standing.identifier_key
    where nodes_standing.identifier_key is null
    {%- else %}
    select
        identifier_a_key as node_a,
        identifier_b_key as node_b
    from links_in_force
    union all
    select
        identifier_key as node_a,
        identifier_key as node_b
    from identifiers
    {%- endif %}
)

select * from nodes_paired
