{#- Whether the adapter runs models written in Python in the process of dbt, where Splink is installed. -#}
{% macro python_models_run() -%}
    {{ return(adapter.dispatch('python_models_run', 'cdp')()) }}
{%- endmacro %}

{% macro default__python_models_run() -%}
    {{ return(false) }}
{%- endmacro %}

{% macro duckdb__python_models_run() -%}
    {{ return(true) }}
{%- endmacro %}
