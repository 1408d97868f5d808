{#- The highest bound a loop may be given. Stitching needs about log2 of the longest chain; limits need
    more only where conflicts hang on each other one by one. -#}
{% macro most_rounds() -%}
    {{ return(500) }}
{%- endmacro %}
