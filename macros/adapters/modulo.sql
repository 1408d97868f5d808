{#- The remainder of a whole-number division. -#}
{% macro modulo(dividend, divisor) -%}
    {{ return(adapter.dispatch('modulo', 'cdp')(dividend, divisor)) }}
{%- endmacro %}

{% macro default__modulo(dividend, divisor) -%}
    (({{ dividend }}) % ({{ divisor }}))
{%- endmacro %}

{#- BigQuery has no operator for it. -#}
{% macro bigquery__modulo(dividend, divisor) -%}
    mod({{ dividend }}, {{ divisor }})
{%- endmacro %}
