{#- The edges that may still be accepted, as (node_a, node_b, strength_rank, is_bridge): for each pair of
    sides the strongest that bridges and the strongest that does not, since the first may hold where the
    second no longer does. An edge is feasible if for every limited type one side has none of it or
    both together stay within the limit, if no must-not-link stands between the sides, and, where it
    touches a third-party id, if not both sides are identified. What is infeasible once stays so, since
    sides only grow: it is left out for good. -#}
{% macro limits_edges_live(edges, sides, foes, limits) -%}
    with edges_feasible as (
        select
            edges.node_a,
            edges.node_b,
            edges.strength_rank,
            edges.is_bridge
        from {{ edges }} as edges
        inner join {{ sides }} as side_a on edges.node_a = side_a.node
        inner join {{ sides }} as side_b on edges.node_b = side_b.node
        left join {{ foes }} as foes
            on edges.node_a = foes.node_a and edges.node_b = foes.node_b
        where
            foes.node_a is null
            and (edges.is_bridge or side_a.count_identified = 0 or side_b.count_identified = 0)
            {%- for column, maximum in limits.items() %}
            and (
                side_a.{{ column }} = 0
                or side_b.{{ column }} = 0
                or side_a.{{ column }} + side_b.{{ column }} <= {{ maximum }}
            )
            {%- endfor %}
    ),

    strongest as (
        select min(strength_rank) as strength_rank
        from edges_feasible
        group by node_a, node_b, is_bridge
    )

    select
        edges_feasible.node_a,
        edges_feasible.node_b,
        edges_feasible.strength_rank,
        edges_feasible.is_bridge
    from edges_feasible
    inner join strongest on edges_feasible.strength_rank = strongest.strength_rank
{%- endmacro %}
