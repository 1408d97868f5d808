{#- Step 3, once a round and backwards: the representatives of a round seen through those of the next, as
    (node, representative). A component that was done by then keeps its own. -#}
{% macro components_composed(representatives, next_representatives) -%}
    select
        this_round.node,
        coalesce(next_round.representative, this_round.representative) as representative
    from {{ representatives }} as this_round
    left join {{ next_representatives }} as next_round
        on this_round.representative = next_round.node
{%- endmacro %}
