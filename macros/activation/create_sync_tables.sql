{#- Creates the tables in which reverse_etl keeps what it sent, empty, where they do not exist, and gives those
    of an earlier version the columns they lack; rows stay. An on-run-start hook, so every dbt run has them before
    a model or a sync reads them. Their shape is a contract: columns are described in
    models/activation/_reverse_etl__sources.yml, and a change raises the version below. -#}
{% macro create_sync_tables() -%}
{%- set present = adapter.dispatch('_sync_columns_present', 'cdp')() -%}
create schema if not exists reverse_etl;
{% for table, columns in _sync_table_columns().items() %}
create table if not exists reverse_etl.{{ table }} (
    {%- for column, type in columns.items() %}
    {{ column }} {{ type }}{{ "," if not loop.last }}
    {%- endfor %}
);
{%- for column in _sync_columns_missing(present, table, columns) %}
alter table reverse_etl.{{ table }} add column {{ column }} {{ columns[column] }};
{% endfor %}
{% endfor %}
{#- The hash key makes payload hashes of two warehouses differ; it is made once, and kept. #}
insert into reverse_etl.sync_schema_version (version, hash_key)
select 4, '{{ invocation_id }}'
where not exists (select version from reverse_etl.sync_schema_version);
update reverse_etl.sync_schema_version set version = 4 where version < 4;
{{ adapter.dispatch('_create_sync_indexes', 'cdp')() }}
{%- endmacro %}

{#- The columns that a table from an earlier version lacks; none where the table is yet to be made. -#}
{% macro _sync_columns_missing(present, table, columns) -%}
    {%- set missing = [] -%}
    {%- if table in present -%}
        {%- do missing.extend(columns | reject('in', present[table])) -%}
    {%- endif -%}
    {{ return(missing) }}
{%- endmacro %}

{#- Asked by run_query, which begins no transaction: dbt would roll it back, and the tables with it. -#}
{% macro default___sync_columns_present() -%}
    {%- set present = {} -%}
    {%- if execute -%}
        {%- for row in run_query(
            "select table_name, column_name from information_schema.columns where table_schema = 'reverse_etl'"
            ~ " and table_catalog = current_database()"
        ) -%}
            {%- do present.setdefault(row[0], []).append(row[1]) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(present) }}
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
        'added', 'changed', 'refresh_due', 'merged', 'removed_left_model', 'removed_refused',
        'removed_unknown_consent', 'unchanged', 'withheld_no_consent', 'suppressed', 'invalid', 'rejected_waiting',
        'held', 'accepted', 'rejected', 'retryable', 'ambiguous', 'aborted', 'skipped', 'pending', 'granted',
        'requests'
    ] -%}
        {%- do counts.update({'count_' ~ name: number}) -%}
    {%- endfor -%}
    {%- set runs = {
        'run_id': text, 'sync_name': text, 'destination_name': text, 'object_name': text, 'sync_mode': text,
        'status': text, 'message': text, 'overrides': text, 'override_reason': text, 'model_columns': text,
        'started_by': text
    } -%}
    {%- do runs.update(counts) -%}
    {%- do runs.update({
        'lease_token': number, 'journal_offset': number, 'started_at': instant, 'finished_at': instant
    }) -%}
    {{ return({
        'sync_state': {
            'sync_name': text, 'record_key': text, 'profile_id': text, 'destination_name': text,
            'object_name': text, 'payload_hash': text, 'attempted_hash': text, 'field_hashes': text,
            'destination_id': text, 'job_id': text, 'operation': text, 'outcome': text, 'reason': text, 'run_id': text, 'answered_run_id': text,
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
        'sync_schema_version': {'version': number, 'hash_key': text},
        'suppression_orders': {
            'order_id': text, 'identifier_type': text, 'identifier_hash': text, 'profile_id': text, 'scope': text,
            'reason': text, 'ordered_by': text, 'since_at': instant, 'until_at': instant, 'ordered_at': instant
        },
        'retention_purges': {
            'invocation_id': text, 'data_class': text, 'relation_name': text, 'column_names': text,
            'cutoff_at': instant, 'count_rows': number, 'purged_at': instant
        },
        'build_results': {
            'target_schema': text, 'node_id': text, 'status': text, 'invocation_id': text, 'ended_at': instant
        }
    }) }}
{%- endmacro %}
