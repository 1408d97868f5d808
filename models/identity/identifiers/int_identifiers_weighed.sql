{{ config(materialized='ephemeral') }}

with identifiers_counted as (
    select * from {{ ref('int_identifiers_counted') }}
),

identifier_keys as (
    select * from {{ ref('identifier_keys') }}
),

identifier_types as (
    select * from {{ ref('identifier_types') }}
),

identifiers_overshared as (
    select * from {{ ref('int_identifiers_overshared') }}
),

identifiers_weighed as (
    select
        identifiers_counted.identifier_key,
        identifier_keys.identifier_id,
        identifiers_counted.identifier_type,
        identifier_types.identifier_kind,
        identifier_keys.identifier_value,
        identifiers_counted.screen_reason,
        case
            when identifiers_counted.screen_reason is not null
                then identifiers_counted.screen_reason
            when identifiers_overshared.identifier_key is not null then 'over_shared'
        end as quarantine_reason,
        identifiers_counted.parent_key,
        identifier_types.priority,
        identifiers_counted.count_records,
        identifiers_counted.count_sources,
        identifiers_counted.screen_reason is null
        and identifiers_overshared.identifier_key is null as is_usable,
        identifiers_counted.is_authenticated,
        identifier_types.is_bridge,
        identifiers_counted.first_observed_at,
        identifiers_counted.last_observed_at,
        identifiers_counted.first_loaded_at,
        identifiers_counted.last_loaded_at
    from identifiers_counted
    inner join identifier_keys
        on identifiers_counted.identifier_key = identifier_keys.identifier_key
    inner join identifier_types
        on identifiers_counted.identifier_type = identifier_types.identifier_type
    left join identifiers_overshared
        on identifiers_counted.identifier_key = identifiers_overshared.identifier_key
)

select * from identifiers_weighed
