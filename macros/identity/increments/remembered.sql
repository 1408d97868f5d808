{#- What the macro `make` gives, asked for once in an invocation of dbt under a name. dbt keeps nothing between the
    models that it builds but the dictionary of its graph. -#}
{% macro remembered(name, make) -%}
    {%- set known = graph.get('remembered', {}) -%}
    {%- if known.get('invocation_id') != invocation_id or name not in known -%}
        {%- do remember(name, make()) -%}
    {%- endif -%}
    {{ return(graph['remembered'][name]) }}
{%- endmacro %}

{% macro remember(name, value) -%}
    {%- if graph.get('remembered', {}).get('invocation_id') != invocation_id -%}
        {%- do graph.update({'remembered': {'invocation_id': invocation_id}}) -%}
    {%- endif -%}
    {%- do graph['remembered'].update({name: value}) -%}
{%- endmacro %}
