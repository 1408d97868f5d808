{#- The text of one top-level key of a JSON text; null where the key is absent. -#}
{% macro json_text(expression, key) -%}
    {{ return(adapter.dispatch('json_text', 'cdp')(expression, key)) }}
{%- endmacro %}

{% macro default__json_text(expression, key) -%}
    json_extract_string({{ expression }}, '$.{{ key }}')
{%- endmacro %}

{#- PostgreSQL reads JSON by operator, from a value of the type. -#}
{% macro postgres__json_text(expression, key) -%}
    (cast({{ expression }} as json) ->> '{{ key }}')
{%- endmacro %}

{% macro bigquery__json_text(expression, key) -%}
    json_value({{ expression }}, '$.{{ key }}')
{%- endmacro %}

{% macro spark__json_text(expression, key) -%}
    get_json_object({{ expression }}, '$.{{ key }}')
{%- endmacro %}

{#- Snowflake reads a path from a parsed value. -#}
{% macro snowflake__json_text(expression, key) -%}
    cast(get_path(try_parse_json({{ expression }}), '{{ key }}') as {{ dbt.type_string() }})
{%- endmacro %}
