{{ config(materialized='incremental', incremental_strategy='append') }}

with identifiers_grouped as (
    select * from {{ ref('int_identifiers_grouped') }}
),

keys_given as (
    {%- if is_incremental() %}
    select
        identifier_id,
        identifier_key
    from {{ this }}
    {%- else %}
    select
        identifier_id,
        0 as identifier_key
    from identifiers_grouped
    where 1 = 0
    {%- endif %}
),

newest_key as (
    select coalesce(max(identifier_key), 0) as identifier_key
    from keys_given
),

identifiers_without_key as (
    select identifiers_grouped.identifier_id
    from identifiers_grouped
    left join keys_given on identifiers_grouped.identifier_id = keys_given.identifier_id
    where keys_given.identifier_id is null
),

keys_added as (
    select
        identifiers_without_key.identifier_id,
        newest_key.identifier_key + row_number() over (
            order by identifiers_without_key.identifier_id
        ) as identifier_key
    from identifiers_without_key
    cross join newest_key
)

select * from keys_added
