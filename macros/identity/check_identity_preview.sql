{#- Run before a build: where the var identity_preview is given, which `reverse-etl preview-rules` does, all that is
    selected is built in that schema or beside it, so that nothing published is touched. A generate_schema_name
    of a root project may take no notice of the target's schema. -#}
{% macro check_identity_preview() -%}
    {%- set schema = var('identity_preview', '') -%}
    {%- if execute and schema and flags.WHICH == 'build' -%}
        {%- for unique_id in selected_resources if unique_id.split('.')[0] in ['model', 'seed', 'snapshot'] -%}
            {%- set node = graph.nodes[unique_id] -%}
            {%- if node.config.materialized != 'ephemeral' and not node.schema.startswith(schema) -%}
                {{ exceptions.raise_compiler_error(
                    'The preview of rules would write ' ~ node.name ~ ' to the schema ' ~ node.schema
                    ~ ', which is not under ' ~ schema ~ '. Nothing was built. To mend it: let generate_schema_name '
                    ~ 'begin the names of schemas with target.schema.'
                ) }}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
