with identity_evidence as (
    select * from {{ ref('identity_evidence') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

edges_grouped as (
    select
        identifier_a_id,
        identifier_b_id,
        weaker_priority,
        count(*) as count_records,
        count(distinct source_name) as count_sources,
        max(case when is_authenticated then 1 else 0 end) = 1 as is_authenticated,
        min(first_observed_at) as first_observed_at,
        max(last_observed_at) as last_observed_at
    from identity_evidence
    group by identifier_a_id, identifier_b_id, weaker_priority
),

edges_keyed as (
    select
        {{ dbt.hash(dbt.concat([
            'edges_grouped.identifier_a_id', "':'", 'edges_grouped.identifier_b_id'
        ])) }} as edge_id,
        edges_grouped.identifier_a_id,
        edges_grouped.identifier_b_id,
        side_a.identifier_key as identifier_a_key,
        side_b.identifier_key as identifier_b_key,
        edges_grouped.weaker_priority,
        edges_grouped.count_records,
        edges_grouped.count_sources,
        edges_grouped.is_authenticated,
        side_a.is_bridge and side_b.is_bridge as is_bridge,
        edges_grouped.first_observed_at,
        edges_grouped.last_observed_at
    from edges_grouped
    inner join identifiers as side_a
        on edges_grouped.identifier_a_id = side_a.identifier_id
    inner join identifiers as side_b
        on edges_grouped.identifier_b_id = side_b.identifier_id
)

select * from edges_keyed
