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

    pointed as (
        select
            directed.node,
            directed.neighbour,
            directed.strength_rank,
            directed.is_bridge
        from directed
        inner join strongest
            on directed.node = strongest.node and directed.strength_rank = strongest.strength_rank
    )
{%- endmacro %}
