{#- The number of the run being built: one more than that of the last run that counts. A run that was killed
    gives its number to the next, which finds its marks in place and does its work again. -#}
{% macro run_number() -%}
    {{ return(last_commit().number + 1 if execute else 1) }}
{%- endmacro %}
