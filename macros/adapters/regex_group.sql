{#- How the replacement of regex_replace names a group of its pattern, inside a text literal; 0 is all that
    matched. -#}
{% macro regex_group(number) -%}
    {{ return(adapter.dispatch('regex_group', 'cdp')(number)) }}
{%- endmacro %}

{% macro default__regex_group(number) -%}
    \{{ number }}
{%- endmacro %}

{#- PostgreSQL has a sign of its own for the whole match. -#}
{% macro postgres__regex_group(number) -%}
    \{{ number or '&' }}
{%- endmacro %}

{#- Their literals take a backslash as an escape. -#}
{% macro snowflake__regex_group(number) -%}
    \\{{ number }}
{%- endmacro %}

{% macro bigquery__regex_group(number) -%}
    \\{{ number }}
{%- endmacro %}

{#- Java's sign. -#}
{% macro spark__regex_group(number) -%}
    ${{ number }}
{%- endmacro %}

{% macro redshift__regex_group(number) -%}
    ${{ number }}
{%- endmacro %}
