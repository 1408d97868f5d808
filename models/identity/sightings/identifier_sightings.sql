{{ config(
    materialized='increment',
    meta={'key': ['record_key', 'identifier_key']},
) }}

{%- set columns = [
    'source_name', 'record_key', 'identifier_key', 'parent_key', 'is_supported',
    'is_authenticated', 'version_observed_at', 'version_loaded_at', 'first_observed_at',
    'last_observed_at', 'first_loaded_at', 'last_loaded_at',
] -%}

with sightings_versioned as (
    select * from {{ ref('int_sightings_versioned') }}
),

{%- if is_increment() %}

sightings_stored as (
    select kept.*
    from {{ this }} as kept
    inner join {{ ref('int_records_read') }} as records_read
        on kept.record_key = records_read.record_key
),
{%- endif %}

sightings_grouped as (
    select
        source_name,
        record_key,
        identifier_key,
        max(case when is_supported then parent_key end) as parent_key,
        max(case when is_supported then 1 else 0 end) = 1 as is_supported,
        max(case when is_supported and is_authenticated then 1 else 0 end) = 1
            as is_authenticated,
        max(newest_observed_at) as version_observed_at,
        max(newest_loaded_at) as version_loaded_at,
        min(first_observed_at) as first_observed_at,
        max(last_observed_at) as last_observed_at,
        min(first_loaded_at) as first_loaded_at,
        max(last_loaded_at) as last_loaded_at
    from sightings_versioned
    group by source_name, record_key, identifier_key
),

sightings_written as (
    select
        {{ columns | join(',\n        ') }}
    from sightings_grouped
    {%- if is_increment() %}
    {{ dbt.except() }}
    select
        {{ columns | join(',\n        ') }}
    from sightings_stored
    {%- endif %}
),

sightings_changed as (
    select
        {{ columns | join(',\n        ') }},
        {{ run_number() }} as changed_in_run
    from sightings_written
)

select * from sightings_changed
