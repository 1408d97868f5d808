{#- Every node of the input with the side it is in once steps are taken, as (node, component). -#}
{% macro limits_nodes_mapped(nodes, steps) -%}
    select
        nodes.node,
        coalesce(steps.into_node, nodes.component) as component
    from {{ nodes }} as nodes
    left join {{ steps }} as steps on nodes.component = steps.node
{%- endmacro %}
