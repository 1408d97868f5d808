{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    pre_hook="{{ erased_records_deleted() }}",
) }}

with identifiers_read as (
    select * from {{ ref('int_identifiers_read') }}
),

records_read as (
    select
        source_name,
        record_id
    from identifiers_read
    group by source_name, record_id
),

{{ rows_without_key('records_read', 'record_key', ['source_name', 'record_id']) }},

keys_added as (
    select
        newest_key + row_number() over (order by source_name, record_id) as record_key,
        source_name,
        record_id
    from rows_without_key
)

select * from keys_added
