{#- The id of an edge: a hash of its two ends, whichever comes first. -#}
{% macro edge_id(identifier_a_id, identifier_b_id) -%}
    {{ dbt.hash(dbt.concat([
        'least(' ~ identifier_a_id ~ ', ' ~ identifier_b_id ~ ')', "':'",
        'greatest(' ~ identifier_a_id ~ ', ' ~ identifier_b_id ~ ')'
    ])) }}
{%- endmacro %}
