{#- The id of an identifier: a hash of its type and normalized value, equal on every engine. -#}
{% macro identifier_id(identifier_type, identifier_value) -%}
    {{ dbt.hash(dbt.concat([identifier_type, "':'", identifier_value])) }}
{%- endmacro %}
