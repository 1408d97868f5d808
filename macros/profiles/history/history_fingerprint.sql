{#- A hash of what shapes the rows of a model of history beside the rows that it reads: the models of staging and
    identity, the declared sources, the model itself and those it refers to. -#}
{% macro history_fingerprint(name) -%}
    {%- set parts = [identity_fingerprint()] -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.name == name -%}
        {%- do parts.append(node.raw_code) -%}
        {%- for parent in node.depends_on.nodes | sort if parent in graph.nodes -%}
            {%- do parts.append(graph.nodes[parent].raw_code or '') -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(local_md5(parts | join('\n'))) }}
{%- endmacro %}
