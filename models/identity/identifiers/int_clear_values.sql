with identifiers as (
    select * from {{ ref('int_identifiers_grouped') }}
),

identifier_keys as (
    select * from {{ ref('identifier_keys') }}
),

clear_values as (
    select
        identifiers.identifier_key,
        identifier_keys.identifier_type as clear_type,
        identifier_keys.identifier_value as clear_value
    from identifiers
    inner join identifier_keys
        on identifiers.parent_key = identifier_keys.identifier_key
)

select * from clear_values
