{#- A name, a street, a city: no blanks around it, one between words. Case stays as it was written. -#}
{% macro normalize_name(column) -%}
    {{ regex_replace(normalize_identifier_text(column), "' +'", "' '") }}
{%- endmacro %}
