{#- By how large a share each of the var segments may change size from one run to the next: what its YAML file says in
    meta.max_size_change, else the share given. -#}
{% macro segment_size_changes(max_change) -%}
    {%- set shares = {} -%}
    {%- for name in segment_names() -%}{%- do shares.update({name: max_change}) -%}{%- endfor -%}
    {#- While dbt parses there is no graph. -#}
    {%- set nodes = graph.nodes.values() if execute else [] -%}
    {%- for node in nodes if node.resource_type == 'model' and node.name.startswith('seg_') -%}
        {%- set share = (node.config.meta or {}).get('max_size_change', max_change) -%}
        {%- if share is not number or share is boolean or share < 0 -%}
            {{ exceptions.raise_compiler_error(
                'The segment ' ~ node.original_file_path ~ ' has max_size_change: ' ~ share
                ~ '. To mend it: give a share of its size, e.g. 0.5 for half.'
            ) }}
        {%- endif -%}
        {%- if node.name[4:] in shares -%}{%- do shares.update({node.name[4:]: share}) -%}{%- endif -%}
    {%- endfor -%}
    {{ return(shares) }}
{%- endmacro %}
