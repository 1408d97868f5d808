with identifiers_grouped as (
    select * from {{ ref('int_identifiers_grouped') }}
),

identifier_types as (
    select * from {{ ref('identifier_types') }}
),

identifiers_screened as (
    select * from {{ ref('int_identifiers_screened') }}
),

identifiers_overshared as (
    select * from {{ ref('int_identifiers_overshared') }}
),

identifier_keys as (
    select * from {{ ref('identifier_keys') }}
),

identifiers_judged as (
    select
        identifiers_grouped.identifier_id,
        identifiers_grouped.identifier_type,
        identifier_types.identifier_kind,
        identifiers_grouped.identifier_value,
        case
            when identifiers_screened.quarantine_reason is not null
                then identifiers_screened.quarantine_reason
            when identifiers_overshared.identifier_id is not null then 'over_shared'
        end as quarantine_reason,
        identifier_keys.identifier_key,
        identifier_types.priority,
        identifiers_grouped.count_records,
        identifiers_grouped.count_sources,
        identifiers_screened.quarantine_reason is null
        and identifiers_overshared.identifier_id is null as is_usable,
        identifiers_grouped.is_authenticated,
        identifier_types.is_bridge,
        identifiers_grouped.first_observed_at,
        identifiers_grouped.last_observed_at,
        identifiers_grouped.first_loaded_at,
        identifiers_grouped.last_loaded_at
    from identifiers_grouped
    inner join identifier_types
        on identifiers_grouped.identifier_type = identifier_types.identifier_type
    inner join identifier_keys
        on identifiers_grouped.identifier_id = identifier_keys.identifier_id
    inner join identifiers_screened
        on identifiers_grouped.identifier_id = identifiers_screened.identifier_id
    left join identifiers_overshared
        on identifiers_grouped.identifier_id = identifiers_overshared.identifier_id
)

select * from identifiers_judged
