{{ config(materialized='view') }}

with evidence_linked as (
    select * from {{ ref('int_evidence_linked') }}
),

record_keys as (
    select * from {{ ref('record_keys') }}
),

identifier_keys as (
    select * from {{ ref('identifier_keys') }}
),

evidence_named as (
    select
        {{ dbt.hash(dbt.concat([
            edge_id('side_a.identifier_id', 'side_b.identifier_id'), "':'",
            'record_keys.source_name', "':'", 'record_keys.record_id'
        ])) }} as evidence_id,
        least(side_a.identifier_id, side_b.identifier_id) as identifier_a_id,
        greatest(side_a.identifier_id, side_b.identifier_id) as identifier_b_id,
        record_keys.source_name,
        record_keys.record_id,
        evidence_linked.weaker_priority,
        evidence_linked.is_authenticated,
        evidence_linked.first_observed_at,
        evidence_linked.last_observed_at
    from evidence_linked
    inner join record_keys on evidence_linked.record_key = record_keys.record_key
    inner join identifier_keys as side_a
        on evidence_linked.identifier_a_key = side_a.identifier_key
    inner join identifier_keys as side_b
        on evidence_linked.identifier_b_key = side_b.identifier_key
    where not evidence_linked.is_removed
)

select * from evidence_named
