{#- The check after the loop: the number of pairs whose ends carry different labels. It must be 0. -#}
{% macro components_torn(pairs, labels) -%}
    select count(*) as count_pairs
    from {{ pairs }} as pairs
    inner join {{ labels }} as side_a on pairs.node_a = side_a.node
    inner join {{ labels }} as side_b on pairs.node_b = side_b.node
    where side_a.component <> side_b.component
{%- endmacro %}
