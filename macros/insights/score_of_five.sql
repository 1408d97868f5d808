{#- A score of 1 to 5 from how many of all are strictly below: 1 up to a fifth of them, 5 from four fifths on. -#}
{% macro score_of_five(count_below, count_all) -%}
    {%- set fifths = '5 * (' ~ count_below ~ ')' -%}
    cast(
        1 + ({{ fifths }} - {{ modulo(fifths, count_all) }}) / {{ count_all }}
        as {{ dbt.type_int() }}
    )
{%- endmacro %}
