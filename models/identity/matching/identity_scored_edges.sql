{{ config(enabled=scored_pairs_model() != '', materialized='view') }}

with identifiers_paired as (
    select * from {{ ref('int_identifiers_paired') }}
),

-- Whether a score makes an edge is decided there.
scored_edges as (
    select * from {{ ref('int_scored_edges') }}
    where not is_removed
),

records_matchable as (
    select * from {{ ref('int_records_matchable') }}
),

edges_named as (
    select
        {{ edge_id('side_a.identifier_id', 'side_b.identifier_id') }} as edge_id,
        side_a.identifier_id as identifier_a_id,
        side_b.identifier_id as identifier_b_id,
        side_a.source_name as source_a_name,
        side_a.record_id as record_a_id,
        side_b.source_name as source_b_name,
        side_b.record_id as record_b_id,
        identifiers_paired.matcher_version,
        identifiers_paired.reason,
        scored_edges.score
    from scored_edges
    inner join identifiers_paired
        on
            scored_edges.identifier_a_key = identifiers_paired.identifier_a_key
            and scored_edges.identifier_b_key = identifiers_paired.identifier_b_key
    inner join records_matchable as side_a
        on identifiers_paired.record_a_key = side_a.record_key
    inner join records_matchable as side_b
        on identifiers_paired.record_b_key = side_b.record_key
)

select * from edges_named
