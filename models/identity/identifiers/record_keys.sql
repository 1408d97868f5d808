{{ config(
    materialized='incremental', incremental_strategy='append', full_refresh=false
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

{%- if is_incremental() %}

keys_given as (
    select * from {{ this }}
),

newest_key as (
    select coalesce(max(record_key), 0) as record_key
    from keys_given
),

records_known as (
    select
        records_read.source_name,
        records_read.record_id
    from records_read
    inner join keys_given
        on
            records_read.source_name = keys_given.source_name
            and records_read.record_id = keys_given.record_id
),

records_new as (
    select
        records_read.source_name,
        records_read.record_id,
        newest_key.record_key as newest_key
    from records_read
    cross join newest_key
    left join records_known
        on
            records_read.source_name = records_known.source_name
            and records_read.record_id = records_known.record_id
    where records_known.source_name is null
),
{%- else %}

records_new as (
    select
        source_name,
        record_id,
        0 as newest_key
    from records_read
),
{%- endif %}

keys_added as (
    select
        newest_key + row_number() over (order by source_name, record_id) as record_key,
        source_name,
        record_id
    from records_new
)

select * from keys_added
