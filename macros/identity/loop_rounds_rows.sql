{#- The rows of that table. -#}
{% macro loop_rounds_rows(rows_left) -%}
    {%- for count_rows_left in rows_left %}
    select
        {{ loop.index0 }} as round_number,
        {{ count_rows_left }} as count_rows_left
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
