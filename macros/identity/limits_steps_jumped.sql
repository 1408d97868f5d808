{#- Steps followed one step further, as (node, into_node). Where no row changes, all have arrived. -#}
{% macro limits_steps_jumped(steps) -%}
    select
        steps.node,
        coalesce(next_steps.into_node, steps.into_node) as into_node
    from {{ steps }} as steps
    left join {{ steps }} as next_steps on steps.into_node = next_steps.node
{%- endmacro %}
