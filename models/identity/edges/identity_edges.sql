{{ config(materialized='view') }}

{#- Ends stand in the order of their ids: keys are given in order of arrival. -#}
with edges_weighed as (
    select * from {{ ref('int_edges_weighed') }}
),

identifier_keys as (
    select * from {{ ref('identifier_keys') }}
),

edges_named as (
    select
        {{ edge_id('side_a.identifier_id', 'side_b.identifier_id') }} as edge_id,
        least(side_a.identifier_id, side_b.identifier_id) as identifier_a_id,
        greatest(side_a.identifier_id, side_b.identifier_id) as identifier_b_id,
        case
            when side_a.identifier_id < side_b.identifier_id
                then edges_weighed.identifier_a_key
            else edges_weighed.identifier_b_key
        end as identifier_a_key,
        case
            when side_a.identifier_id < side_b.identifier_id
                then edges_weighed.identifier_b_key
            else edges_weighed.identifier_a_key
        end as identifier_b_key,
        edges_weighed.weaker_priority,
        edges_weighed.score,
        edges_weighed.count_records,
        edges_weighed.count_sources,
        edges_weighed.is_bridge,
        edges_weighed.is_authenticated,
        edges_weighed.first_observed_at,
        edges_weighed.last_observed_at
    from edges_weighed
    inner join identifier_keys as side_a
        on edges_weighed.identifier_a_key = side_a.identifier_key
    inner join identifier_keys as side_b
        on edges_weighed.identifier_b_key = side_b.identifier_key
    where not edges_weighed.is_removed
)

select * from edges_named
