{#- The sides that remain once steps are taken, with what they hold summed, of the same columns. -#}
{% macro limits_sides_contracted(sides, steps, limits) -%}
    with sides_mapped as (
        select
            coalesce(steps.into_node, sides.node) as remaining_node,
            sides.cluster_key,
            {%- for column in limits %}
            sides.{{ column }},
            {%- endfor %}
            sides.count_identified
        from {{ sides }} as sides
        left join {{ steps }} as steps on sides.node = steps.node
    )

    select
        remaining_node as node,
        cluster_key,
        {%- for column in limits %}
        sum({{ column }}) as {{ column }},
        {%- endfor %}
        sum(count_identified) as count_identified
    from sides_mapped
    group by remaining_node, cluster_key
{%- endmacro %}
