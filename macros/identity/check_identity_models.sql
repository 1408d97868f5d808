{#- Run before a build: every selected model that says in its meta how it must be materialized is so. A
    `+materialized` of a root project stands above what a model of a package says of itself, and dbt obeys
    it in silence: a loop would be built as the query that it starts from. -#}
{% macro check_identity_models() -%}
    {%- if execute and flags.WHICH in ['run', 'build'] -%}
        {%- set complaints = [] -%}
        {%- for unique_id in selected_resources if unique_id.startswith('model.') -%}
            {%- set node = graph.nodes[unique_id] -%}
            {%- set expected = _materialization_expected(node.config) -%}
            {%- if expected and node.config.materialized != expected -%}
                {%- do complaints.append(
                    node.name ~ ' is materialized as ' ~ node.config.materialized
                    ~ ' and must be ' ~ expected
                ) -%}
            {%- elif expected == 'incremental' and node.config.full_refresh is not false -%}
                {%- do complaints.append(
                    node.name ~ ' has full_refresh: ' ~ node.config.full_refresh ~ ' and must have false'
                ) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if complaints -%}
            {{ exceptions.raise_compiler_error(
                'Identity would not be what it says: ' ~ complaints | sort | join('; ')
                ~ '. Nothing was built. To mend it: take +materialized and +full_refresh off models: cdp: identity: in the '
                ~ 'dbt_project.yml of your root project, e.g. by naming only the folders they are meant for.'
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{% macro _materialization_expected(config) -%}
    {%- if config.meta.get('loop') -%}
        {{ return('stitching_loop') }}
    {%- elif config.meta.get('key') -%}
        {{ return('increment') }}
    {%- elif config.meta.get('row_key') -%}
        {{ return('history') }}
    {%- endif -%}
    {{ return(config.meta.get('must_be_materialized')) }}
{%- endmacro %}
