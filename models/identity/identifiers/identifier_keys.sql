{{ config(
    materialized='incremental', incremental_strategy='append', full_refresh=false
) }}

with identifiers_read as (
    select * from {{ ref('int_identifiers_read') }}
),

values_read as (
    select
        identifier_type,
        identifier_value
    from identifiers_read
    where identifier_value is not null
    group by identifier_type, identifier_value
),

{%- if is_incremental() %}

keys_given as (
    select * from {{ this }}
),

newest_key as (
    select coalesce(max(identifier_key), 0) as identifier_key
    from keys_given
),

values_known as (
    select
        values_read.identifier_type,
        values_read.identifier_value
    from values_read
    inner join keys_given
        on
            values_read.identifier_type = keys_given.identifier_type
            and values_read.identifier_value = keys_given.identifier_value
),

values_new as (
    select
        values_read.identifier_type,
        values_read.identifier_value,
        newest_key.identifier_key as newest_key
    from values_read
    cross join newest_key
    left join values_known
        on
            values_read.identifier_type = values_known.identifier_type
            and values_read.identifier_value = values_known.identifier_value
    where values_known.identifier_type is null
),
{%- else %}

values_new as (
    select
        identifier_type,
        identifier_value,
        0 as newest_key
    from values_read
),
{%- endif %}

values_identified as (
    select
        {{ identifier_id('identifier_type', 'identifier_value') }} as identifier_id,
        identifier_type,
        identifier_value,
        newest_key
    from values_new
),

keys_added as (
    select
        newest_key + row_number() over (order by identifier_id) as identifier_key,
        identifier_id,
        identifier_type,
        identifier_value
    from values_identified
)

select * from keys_added
