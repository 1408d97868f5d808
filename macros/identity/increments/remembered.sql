{#- What remember() was told under a name in this invocation of dbt, none before. dbt keeps nothing between the
    models that it builds but the dictionary of its graph. -#}
{% macro remembered(name) -%}
    {%- set known = graph.get('remembered', {}) -%}
    {{ return(known.get(name) if known.get('invocation_id') == invocation_id else none) }}
{%- endmacro %}

{% macro remember(name, value) -%}
    {%- if graph.get('remembered', {}).get('invocation_id') != invocation_id -%}
        {%- do graph.update({'remembered': {'invocation_id': invocation_id}}) -%}
    {%- endif -%}
    {%- do graph['remembered'].update({name: value}) -%}
{%- endmacro %}
