{{ config(materialized='ephemeral') }}

with identifiers_grouped as (
    select * from {{ ref('int_identifiers_grouped') }}
),

identifier_keys as (
    select * from {{ ref('identifier_keys') }}
),

identifiers_named as (
    select
        identifiers_grouped.identifier_key,
        identifier_keys.identifier_type,
        identifier_keys.identifier_value,
        identifiers_grouped.last_observed_at
    from identifiers_grouped
    inner join identifier_keys
        on identifiers_grouped.identifier_key = identifier_keys.identifier_key
)

select * from identifiers_named
