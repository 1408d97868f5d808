{#- An amount in cents, a whole number, as one in EUR. -#}
{% macro euros(cents) -%}
    cast({{ cents }} / 100.0 as {{ dbt.type_numeric() }})
{%- endmacro %}
