{#- The number of rows of a relation, asked from the engine now. -#}
{% macro count_rows(relation) -%}
    {{ return(run_query('select count(*) as count_rows from ' ~ relation).columns[0].values()[0] | int) }}
{%- endmacro %}
