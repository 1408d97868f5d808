{{ config(materialized='ephemeral') }}

with blocked_identifiers as (
    select * from {{ ref('blocked_identifiers') }}
),

identifier_types as (
    select * from {{ ref('identifier_types') }}
),

-- The hash of a blocked clear value is blocked too: a partner sends nothing else.
values_blocked as (
    select
        match_kind,
        identifier_type,
        value as blocked_value
    from blocked_identifiers
    union all
    select
        blocked_identifiers.match_kind,
        identifier_types.identifier_type,
        {{ sha256_hex('blocked_identifiers.value') }} as blocked_value
    from blocked_identifiers
    inner join identifier_types
        on blocked_identifiers.identifier_type in ('any', identifier_types.derived_from)
    where
        blocked_identifiers.match_kind = 'exact'
        and identifier_types.derived_from is not null
)

select * from values_blocked
