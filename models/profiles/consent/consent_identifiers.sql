{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['source_name', 'record_id'],
    full_refresh=false,
    pre_hook=[
        "{{ erased_rows_deleted('identifier_id') }}",
        "{{ rows_without_evidence_deleted() }}",
    ],
) }}

{%- set columns = [
    'source_name', 'record_id', 'identifier_id', 'identifier_type', 'is_authenticated',
] -%}

with identifiers_seen as (
    select * from {{ ref('int_consent_identifiers_seen') }}
)
{%- if is_incremental() %},

identifiers_kept as (
    select * from {{ this }}
),

-- Of a record that is gone nothing is seen, so what is kept of it stays.
identifiers_compared as (
    select
        {{ columns | join(',\n        ') }}
    from identifiers_seen
    union all
    select
        {%- for column in columns %}
        identifiers_kept.{{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from identifiers_kept
    where exists (
        select 1
        from identifiers_seen
        where {{ columns_match('identifiers_seen', 'identifiers_kept', columns[:2]) }}
    )
),

identifiers_differing as (
    select
        {{ columns | join(',\n        ') }}
    from identifiers_compared
    group by
        {{ columns | join(',\n        ') }}
    having count(*) = 1
),

records_differing as (
    select distinct
        source_name,
        record_id
    from identifiers_differing
)
{%- endif %},

identifiers_changed as (
    select
        identifiers_seen.source_name,
        identifiers_seen.record_id,
        identifiers_seen.identifier_id,
        identifiers_seen.identifier_type,
        identifiers_seen.is_authenticated
    from identifiers_seen
    {%- if is_incremental() %}
    inner join records_differing
        on
            identifiers_seen.source_name = records_differing.source_name
            and identifiers_seen.record_id = records_differing.record_id
    {%- endif %}
)

select * from identifiers_changed
