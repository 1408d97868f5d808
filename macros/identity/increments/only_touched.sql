{#- The join that keeps a model to what the run touches; nothing where everything is resolved again. -#}
{% macro only_touched(relation_name, touched, column) -%}
    {%- if is_increment() %}
    inner join {{ touched }} as touched on {{ relation_name }}.{{ column }} = touched.{{ column }}
    {%- endif -%}
{%- endmacro %}
