{#- The live edges between the sides that remain once steps are taken, of the same columns. -#}
{% macro limits_edges_contracted(live, steps) -%}
    with edges_mapped as (
        select
            coalesce(steps_a.into_node, live.node_a) as end_a,
            coalesce(steps_b.into_node, live.node_b) as end_b,
            live.strength_rank,
            live.is_bridge
        from {{ live }} as live
        left join {{ steps }} as steps_a on live.node_a = steps_a.node
        left join {{ steps }} as steps_b on live.node_b = steps_b.node
    )

    select
        least(end_a, end_b) as node_a,
        greatest(end_a, end_b) as node_b,
        strength_rank,
        is_bridge
    from edges_mapped
    where end_a <> end_b
{%- endmacro %}
