{#- A text expression with every match of a regular expression replaced. Pattern and replacement are SQL
    expressions; use only what matches_regex allows, and no group in the replacement, whose sign differs. -#}
{% macro regex_replace(expression, pattern, replacement="''") -%}
    {{ return(adapter.dispatch('regex_replace', 'cdp')(expression, pattern, replacement)) }}
{%- endmacro %}

{#- DuckDB and PostgreSQL replace the first match unless told otherwise. -#}
{% macro default__regex_replace(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, {{ pattern }}, {{ replacement }}, 'g')
{%- endmacro %}

{#- The others replace every match and have no flag for it. -#}
{% macro snowflake__regex_replace(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, {{ pattern }}, {{ replacement }})
{%- endmacro %}

{% macro bigquery__regex_replace(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, {{ pattern }}, {{ replacement }})
{%- endmacro %}

{% macro spark__regex_replace(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, {{ pattern }}, {{ replacement }})
{%- endmacro %}

{% macro redshift__regex_replace(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, {{ pattern }}, {{ replacement }})
{%- endmacro %}
