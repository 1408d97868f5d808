{#- Run before a build: every raw table that the selected models read must be there. Otherwise the build
    would stop halfway, at a view, with a message of the engine that names no remedy. -#}
{% macro check_raw_tables() -%}
    {%- if execute and flags.WHICH in ['run', 'build'] -%}
        {%- set missing = [] -%}
        {%- for source in _sources_read() -%}
            {%- if not adapter.get_relation(source.database, source.schema, source.identifier) -%}
                {%- do missing.append(
                    source.schema ~ '.' ~ source.identifier ~ ' (' ~ source.original_file_path ~ ')'
                ) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if missing -%}
            {{ exceptions.raise_compiler_error(
                'Missing in the warehouse: ' ~ missing | sort | join(', ') ~ '. Nothing was built. To mend it: load '
                ~ 'these raw tables, correct schema or name in the file named beside each, or remove the '
                ~ 'source from the var cdp_sources in dbt_project.yml.'
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{% macro _sources_read() -%}
    {%- set sources = {} -%}
    {%- for unique_id in selected_resources if unique_id.startswith('model.') -%}
        {%- for parent in graph.nodes[unique_id].depends_on.nodes if parent.startswith('source.') -%}
            {%- do sources.update({parent: graph.sources[parent]}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(sources.values() | rejectattr('schema', 'equalto', 'reverse_etl') | list) }}
{%- endmacro %}
