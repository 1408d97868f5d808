{#- The var segments, checked: a list of segment names, each the name of a file models/segments/seg_<name>.sql. -#}
{% macro segment_names() -%}
    {%- set names = var('segments', none) -%}
    {%- if names is string or names is mapping or not names -%}
        {{ exceptions.raise_compiler_error(
            "The var segments in dbt_project.yml is empty or not a list. To mend it: list the segments,"
            " e.g. segments: [high_value_customers] for models/segments/seg_high_value_customers.sql."
        ) }}
    {%- endif -%}
    {{ return(names) }}
{%- endmacro %}
