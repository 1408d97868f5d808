{#- The whole number that an expression of at most seven hexadecimal digits writes. -#}
{% macro hex_number(digits) -%}
    {{ return(adapter.dispatch('hex_number', 'cdp')(digits)) }}
{%- endmacro %}

{#- DuckDB and BigQuery read the notation of programs. -#}
{% macro default__hex_number(digits) -%}
    cast({{ dbt.concat(["'0x'", digits]) }} as {{ dbt.type_bigint() }})
{%- endmacro %}

{#- PostgreSQL reads digits as bits alone. -#}
{% macro postgres__hex_number(digits) -%}
    cast(cast('x' || lpad({{ digits }}, 8, '0') as bit(32)) as bigint)
{%- endmacro %}

{% macro redshift__hex_number(digits) -%}
    strtol({{ digits }}, 16)
{%- endmacro %}

{% macro snowflake__hex_number(digits) -%}
    to_number({{ digits }}, 'XXXXXXX')
{%- endmacro %}

{% macro spark__hex_number(digits) -%}
    cast(conv({{ digits }}, 16, 10) as bigint)
{%- endmacro %}
