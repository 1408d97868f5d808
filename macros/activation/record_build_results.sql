{#- Run after dbt built: notes what became of each model, seed, snapshot and test, until dbt runs it again. dbt's own
    artifacts tell of its last invocation alone, so that a later one of something else would hide a failure from the
    syncs that are made from it. A preview builds in schemas of its own, and is no build. -#}
{% macro record_build_results() -%}
    {%- set builds = ['build', 'run', 'seed', 'snapshot', 'test', 'retry'] -%}
    {%- set kinds = ['model', 'seed', 'snapshot', 'test', 'unit_test'] -%}
    {%- set told = {} -%}
    {%- if execute and flags.WHICH in builds and not var('identity_preview', '') -%}
        {%- for result in results if result.node.unique_id.split('.')[0] in kinds -%}
            {%- do told.update({result.node.unique_id: result.status | string}) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if told -%}
        {%- set schema = dbt.string_literal(target.schema) -%}
        {%- set now = modules.datetime.datetime.now(modules.pytz.utc).strftime('%Y-%m-%d %H:%M:%S') -%}
delete from reverse_etl.build_results
where target_schema = {{ schema }} and node_id in (
    {%- for node_id in told %}
    {{ dbt.string_literal(node_id) }}{{ "," if not loop.last }}
    {%- endfor %}
);
insert into reverse_etl.build_results (target_schema, node_id, status, invocation_id, ended_at) values
    {%- for node_id, status in told.items() %}
    ({{ schema }}, {{ dbt.string_literal(node_id) }}, {{ dbt.string_literal(status) }}, '{{ invocation_id }}',
        cast('{{ now }}' as {{ dbt.type_timestamp() }})){{ "," if not loop.last }}
    {%- endfor %};
    {%- endif -%}
{%- endmacro %}
