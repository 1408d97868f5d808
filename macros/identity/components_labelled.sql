{#- Step 4: every node of the input with the label of its component, as (node, component), both in the
    input's own integers; a node without a pair is its own component. -#}
{% macro components_labelled(pairs, representatives) -%}
    with nodes as (
        select node_a as node
        from {{ pairs }}
        union all
        select node_b as node
        from {{ pairs }}
    ),

    nodes_deduplicated as (
        select node
        from nodes
        group by node
    ),

    labels as (
        select
            {{ _unscramble('node') }} as node,
            {{ _unscramble('representative') }} as component
        from {{ representatives }}
    )

    select
        nodes_deduplicated.node,
        coalesce(labels.component, nodes_deduplicated.node) as component
    from nodes_deduplicated
    left join labels on nodes_deduplicated.node = labels.node
{%- endmacro %}
