{#- Step 2 of a round: the pairs between representatives that are still apart, each once, as
    (node_a, node_b). No row means that every component has shrunk to one node. -#}
{% macro components_contracted(pairs, representatives) -%}
    select distinct
        least(side_a.representative, side_b.representative) as node_a,
        greatest(side_a.representative, side_b.representative) as node_b
    from {{ pairs }} as pairs
    inner join {{ representatives }} as side_a on pairs.node_a = side_a.node
    inner join {{ representatives }} as side_b on pairs.node_b = side_b.node
    where side_a.representative <> side_b.representative
{%- endmacro %}
