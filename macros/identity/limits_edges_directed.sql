{#- CTEs that the limit steps share: directed (both directions of the live edges) and pointed (every side
    with its strongest edge and that edge's other end). -#}
{% macro limits_edges_directed(live) -%}
    directed as (
        select
            node_a as node,
            node_b as neighbour,
            strength_rank,
            is_bridge
        from {{ live }}
        union all
        select
            node_b as node,
            node_a as neighbour,
            strength_rank,
            is_bridge
        from {{ live }}
    ),

    strongest as (
        select
            node,
            min(strength_rank) as strength_rank
        from directed
        group by node
    ),

    -- A rank is of one edge alone, so it says which. To join on the node as well would make an engine expect
    -- next to nothing and go through the graph once for each of its sides.
    pointed as (
        select
            strongest.node,
            case
                when live_edges.node_a = strongest.node then live_edges.node_b
                else live_edges.node_a
            end as neighbour,
            live_edges.strength_rank,
            live_edges.is_bridge
        from strongest
        inner join {{ live }} as live_edges on strongest.strength_rank = live_edges.strength_rank
    )
{%- endmacro %}
