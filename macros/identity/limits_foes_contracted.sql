{#- The sides that a must-not-link keeps apart once steps are taken, both directions, as (node_a, node_b). -#}
{% macro limits_foes_contracted(foes, steps) -%}
    with foes_mapped as (
        select
            coalesce(steps_a.into_node, foes.node_a) as end_a,
            coalesce(steps_b.into_node, foes.node_b) as end_b
        from {{ foes }} as foes
        left join {{ steps }} as steps_a on foes.node_a = steps_a.node
        left join {{ steps }} as steps_b on foes.node_b = steps_b.node
    )

    select
        end_a as node_a,
        end_b as node_b
    from foes_mapped
    group by end_a, end_b
{%- endmacro %}
