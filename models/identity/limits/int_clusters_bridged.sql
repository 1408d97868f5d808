{{ config(
    materialized='stitching_loop',
    meta={
        'loop': 'connected_components',
        'node_column': 'identifier_key',
        'component_column': 'bridged_key',
        'max_rounds': var('max_stitching_rounds'),
    },
) }}

with members as (
    select * from {{ ref('int_members_touched') }}
),

links_in_force as (
    select * from {{ ref('int_links_in_force') }}
    where not is_removed
),

-- A third-party id ties parts of a cluster together only if it has two links or more,
-- or tells of a person itself.
ends_of_third_party_ids as (
    {%- for end in ['identifier_a_key', 'identifier_b_key'] %}
    select
        members.identifier_key,
        members.cluster_key,
        members.identifier_kind
    from members
    inner join links_in_force on members.identifier_key = links_in_force.{{ end }}
    where not members.is_bridge
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

third_party_ids_tying as (
    select
        identifier_key,
        cluster_key
    from ends_of_third_party_ids
    group by identifier_key, cluster_key, identifier_kind
    having count(*) > 1 or identifier_kind in ('person', 'contact')
),

clusters_tied as (
    select cluster_key
    from third_party_ids_tying
    group by cluster_key
),

members_tied as (
    select members.identifier_key
    from members
    inner join clusters_tied on members.cluster_key = clusters_tied.cluster_key
),

nodes_paired as (
    select
        links_in_force.identifier_a_key as node_a,
        links_in_force.identifier_b_key as node_b
    from links_in_force
    inner join members_tied
        on links_in_force.identifier_a_key = members_tied.identifier_key
    where links_in_force.is_bridge
    union all
    select
        identifier_key as node_a,
        identifier_key as node_b
    from members_tied
)

select * from nodes_paired
