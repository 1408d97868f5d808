{{ config(materialized='increment', meta={'key': ['record_key']}) }}

{%- set columns = [
    'source_name', 'record_id', 'profile_id', 'strongest_identifier_id',
    'strongest_identifier_kind', 'is_authenticated',
] -%}

with records_owned as (
    select * from {{ ref('int_records_owned') }}
),

{%- if is_increment() %}

records_moved as (
    select * from {{ ref('int_records_moved') }}
),

records_stored as (
    select
        stored.*,
        false as is_removed
    from {{ this }} as stored
    inner join records_moved on stored.record_key = records_moved.record_key
),
{%- endif %}

{{ changes_of('records_owned', 'records_stored', ['record_key'], columns) }},

records_changed as (
    select
        record_key,
        source_name,
        record_id,
        profile_id,
        strongest_identifier_id,
        strongest_identifier_kind,
        {{ last_commit().number }} as changed_in_run,
        {%- if is_increment() %}
        is_removed,
        {%- endif %}
        is_authenticated
    from rows_changed
)

select * from records_changed
