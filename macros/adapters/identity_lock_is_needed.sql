{#- Whether two builds of one target could be at work at once. -#}
{% macro identity_lock_is_needed() -%}
    {{ return(adapter.dispatch('identity_lock_is_needed', 'cdp')()) }}
{%- endmacro %}

{% macro default__identity_lock_is_needed() -%}
    {{ return(true) }}
{%- endmacro %}

{#- One process at a time may open the file. -#}
{% macro duckdb__identity_lock_is_needed() -%}
    {{ return(false) }}
{%- endmacro %}
