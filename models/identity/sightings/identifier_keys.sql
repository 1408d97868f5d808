{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    pre_hook="{{ erased_keys_deleted() }}",
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

{{ rows_without_key(
    'values_read', 'identifier_key', ['identifier_type', 'identifier_value']
) }},

values_identified as (
    select
        {{ identifier_id('identifier_type', 'identifier_value') }} as identifier_id,
        identifier_type,
        identifier_value,
        newest_key
    from rows_without_key
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
