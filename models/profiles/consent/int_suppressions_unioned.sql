{%- set columns = [
    'profile_id', 'identifier_id', 'source_name', 'record_id', 'scope', 'reason',
    'since_at', 'until_at', 'loaded_at',
] -%}

with suppressions_fed as (
    select * from {{ ref('int_suppressions_fed') }}
),

suppressions_ordered as (
    select * from {{ ref('int_suppressions_ordered') }}
),

suppressed_identifiers as (
    select
        *,
        {{ identifier_id('identifier_type', 'identifier_value') }} as identifier_id
    from {{ ref('suppressed_identifiers') }}
),

identity_graph as (
    select * from {{ ref('identity_graph') }}
),

suppressions_unioned as (
    select
        {{ columns | join(',\n        ') }}
    from suppressions_fed
    union all
    select
        identity_graph.profile_id,
        suppressed_identifiers.identifier_id,
        'suppressed_identifiers' as source_name,
        suppressed_identifiers.identifier_id as record_id,
        suppressed_identifiers.scope,
        suppressed_identifiers.reason,
        suppressed_identifiers.since_at,
        suppressed_identifiers.until_at,
        suppressed_identifiers.since_at as loaded_at
    from suppressed_identifiers
    left join identity_graph
        on suppressed_identifiers.identifier_id = identity_graph.identifier_id
    union all
    select
        {{ columns | join(',\n        ') }}
    from suppressions_ordered
)

select * from suppressions_unioned
