{#- The instant a number of days (a column too) before another. -#}
{% macro days_before(instant, days) -%}
    {{ dbt.dateadd('day', '-1 * (' ~ days ~ ')', instant) }}
{%- endmacro %}
