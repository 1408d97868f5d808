{#- Step 4: every node of the input with the label of its component, as (node, component), both in the input's
    own integers. -#}
{% macro components_labelled(representatives) -%}
    select
        {{ _unscramble('node') }} as node,
        {{ _unscramble('representative') }} as component
    from {{ representatives }}
{%- endmacro %}
