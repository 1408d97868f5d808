-- It follows the graph, whose profiles it names.
-- depends_on: {{ ref('identity_graph') }}
with edges_rejected as (
    select * from {{ ref('int_edges_rejected') }}
),

rejection_rules as (
    select * from {{ ref('int_rejection_rules') }}
),

run_started as (
    select * from {{ ref('int_run_started') }}
),

rejections_explained as (
    select
        {{ dbt.hash(dbt.concat([
            'edges_rejected.edge_id', "':'", 'rejection_rules.broken_rule'
        ])) }} as rejection_id,
        edges_rejected.edge_id,
        edges_rejected.identifier_a_id,
        edges_rejected.identifier_b_id,
        edges_rejected.profile_a_id,
        edges_rejected.profile_b_id,
        rejection_rules.broken_rule,
        run_started.run_id
    from edges_rejected
    left join rejection_rules on edges_rejected.edge_id = rejection_rules.edge_id
    cross join run_started
)

select * from rejections_explained
