{#- Step 1 of a round: every node with the smallest of itself and its neighbours, followed by one jump to
    that node's own smallest, as (node, representative). -#}
{% macro components_hooked(pairs) -%}
    with neighbours as (
        select
            node_a as node,
            node_b as neighbour
        from {{ pairs }}
        union all
        select
            node_b as node,
            node_a as neighbour
        from {{ pairs }}
    ),

    hooked as (
        select
            node,
            least(node, min(neighbour)) as representative
        from neighbours
        group by node
    )

    select
        hooked.node,
        jumped.representative
    from hooked
    inner join hooked as jumped on hooked.representative = jumped.node
{%- endmacro %}
