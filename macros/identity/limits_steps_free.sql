{#- The sides that count for nothing, with the side at the other end of their strongest edge, as
    (node, into_node): before that edge nothing reaches such a side, and at that edge it fits whatever the
    other side has become. Of two that point at each other the smaller stays. -#}
{% macro limits_steps_free(live, sides, foes, limits) -%}
    with {{ limits_edges_directed(live) }},

    opposed as (
        select node_a as node
        from {{ foes }}
        group by node_a
    ),

    free_sides as (
        select sides.node
        from {{ sides }} as sides
        left join opposed on sides.node = opposed.node
        where
            opposed.node is null
            and sides.count_identified = 0
            {%- for column in limits %}
            and sides.{{ column }} = 0
            {%- endfor %}
    )

    select
        pointed.node,
        pointed.neighbour as into_node
    from pointed
    inner join free_sides on pointed.node = free_sides.node
    inner join pointed as answered on pointed.neighbour = answered.node
    left join free_sides as free_neighbours on pointed.neighbour = free_neighbours.node
    where
        answered.neighbour <> pointed.node
        or free_neighbours.node is null
        or pointed.node > pointed.neighbour
{%- endmacro %}
