with identifiers as (
    select * from {{ ref('int_identifiers_named') }}
),

clear_values as (
    select * from {{ ref('int_clear_values') }}
),

identifier_types as (
    select * from {{ ref('identifier_types') }}
),

identifiers_blocked as (
    select * from {{ ref('int_identifiers_blocked') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

-- A derived value is judged by the clear value it comes from as well as by its own.
identifiers_judged as (
    select
        identifiers.identifier_key,
        identifiers.identifier_type,
        case
            when identifiers.identifier_value = '' then 'blank'
            when identifiers_blocked.identifier_key is not null then 'blocked'
            when {{ is_malformed(
                'identifiers.identifier_type',
                'identifiers.identifier_value',
                'clear_values.clear_value'
            ) }} then 'malformed'
            when identifiers.last_observed_at < {{ days_before(
                'identity_as_of.as_of_at', 'identifier_types.lifetime_days'
            ) }} then 'expired'
        end as screen_reason
    from identifiers
    left join clear_values
        on identifiers.identifier_key = clear_values.identifier_key
    inner join identifier_types
        on identifiers.identifier_type = identifier_types.identifier_type
    left join
        identifiers_blocked
        on identifiers.identifier_key = identifiers_blocked.identifier_key
    cross join identity_as_of
)

select * from identifiers_judged
