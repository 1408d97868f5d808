{#- Creates the tables in which reverse_etl keeps what it sent, empty, where they do not exist. An on-run-start
    hook, so every dbt run has them before a model or a sync reads them. Their shape is a contract: columns
    are described in models/activation/_reverse_etl__sources.yml, and a change raises the version below. -#}
{% macro create_sync_tables() -%}
create schema if not exists reverse_etl;
{% for table, columns in _sync_table_columns().items() %}
create table if not exists reverse_etl.{{ table }} (
    {%- for column, type in columns.items() %}
    {{ column }} {{ type }}{{ "," if not loop.last }}
    {%- endfor %}
);
{% endfor %}
{#- The hash key makes payload hashes of two warehouses differ; it is made once, and kept. #}
insert into reverse_etl.sync_schema_version (version, hash_key)
select 1, '{{ invocation_id }}'
where not exists (select version from reverse_etl.sync_schema_version);
{{ adapter.dispatch('_create_sync_indexes', 'cdp')() }}
{%- endmacro %}

{% macro default___create_sync_indexes() -%}{%- endmacro %}

{#- A row store finds a batch's rows in the state by an index; the column stores scan. -#}
{% macro postgres___create_sync_indexes() -%}
create index if not exists sync_state_records on reverse_etl.sync_state (sync_name, record_key);
create index if not exists sync_log_runs on reverse_etl.sync_log (run_id);
{%- endmacro %}

{% macro _sync_table_columns() -%}
    {%- set text = dbt.type_string() -%}
    {%- set instant = dbt.type_timestamp() -%}
    {%- set number = dbt.type_bigint() -%}
    {%- set counts = {} -%}
    {%- for name in [
        'added', 'changed', 'removed_left_model', 'removed_refused', 'removed_unknown_consent', 'unchanged',
        'withheld_no_consent', 'suppressed', 'invalid', 'rejected_waiting', 'held', 'accepted', 'rejected',
        'retryable', 'ambiguous', 'aborted', 'skipped'
    ] -%}
        {%- do counts.update({'count_' ~ name: number}) -%}
    {%- endfor -%}
    {%- set runs = {
        'run_id': text, 'sync_name': text, 'destination_name': text, 'object_name': text, 'sync_mode': text,
        'status': text, 'message': text, 'overrides': text, 'started_by': text
    } -%}
    {%- do runs.update(counts) -%}
    {%- do runs.update({
        'lease_token': number, 'journal_offset': number, 'started_at': instant, 'finished_at': instant
    }) -%}
    {{ return({
        'sync_state': {
            'sync_name': text, 'record_key': text, 'profile_id': text, 'destination_name': text,
            'object_name': text, 'payload_hash': text, 'attempted_hash': text, 'destination_id': text,
            'operation': text, 'outcome': text, 'reason': text, 'run_id': text, 'answered_run_id': text,
            'in_flight_run_id': text, 'is_in_destination': dbt.type_boolean(),
            'is_uncertain': dbt.type_boolean(), 'first_accepted_at': instant, 'last_accepted_at': instant,
            'attempted_at': instant
        },
        'sync_log': {
            'sync_name': text, 'run_id': text, 'record_key': text, 'profile_id': text, 'change_type': text,
            'change_reason': text, 'operation': text, 'payload_hash': text, 'destination_id': text,
            'outcome': text, 'reason': text, 'attempted_at': instant
        },
        'sync_runs': runs,
        'sync_leases': {
            'sync_name': text, 'run_id': text, 'owner': text, 'token': number, 'acquired_at': instant, 'expires_at': instant
        },
        'sync_schema_version': {'version': number, 'hash_key': text}
    }) }}
{%- endmacro %}
