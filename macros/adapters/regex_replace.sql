{#- A text expression with every match of a regular expression replaced. Pattern and replacement are SQL
    expressions; use only what matches_regex allows, and regex_group for a group in the replacement. -#}
{% macro regex_replace(expression, pattern, replacement="''") -%}
    {{ return(adapter.dispatch('regex_replace', 'cdp')(expression, pattern, replacement)) }}
{%- endmacro %}

{% macro default__regex_replace(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, {{ pattern }}, {{ replacement }})
{%- endmacro %}

{#- DuckDB and PostgreSQL replace the first match only, unless told otherwise. -#}
{% macro duckdb__regex_replace(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, {{ pattern }}, {{ replacement }}, 'g')
{%- endmacro %}

{% macro postgres__regex_replace(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, {{ pattern }}, {{ replacement }}, 'g')
{%- endmacro %}

{#- Redshift's adapter would else take PostgreSQL's, whose flag it does not know. -#}
{% macro redshift__regex_replace(expression, pattern, replacement) -%}
    {{ default__regex_replace(expression, pattern, replacement) }}
{%- endmacro %}
