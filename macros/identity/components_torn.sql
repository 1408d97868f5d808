{#- The check after the loop: the number of pairs whose ends have different representatives. It must be 0. -#}
{% macro components_torn(pairs, representatives) -%}
    select count(*) as count_pairs
    from {{ pairs }} as pairs
    inner join {{ representatives }} as side_a on pairs.node_a = side_a.node
    inner join {{ representatives }} as side_b on pairs.node_b = side_b.node
    where side_a.representative <> side_b.representative
{%- endmacro %}
