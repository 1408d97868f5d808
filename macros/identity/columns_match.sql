{#- The condition of a join on columns that have the same names on both sides. -#}
{% macro columns_match(side_a, side_b, columns) -%}
    {%- for column in columns %}
    {{- ' and ' if not loop.first }}{{ side_a }}.{{ column }} = {{ side_b }}.{{ column }}
    {%- endfor %}
{%- endmacro %}
