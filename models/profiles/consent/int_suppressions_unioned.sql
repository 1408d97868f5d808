with suppressions_fed as (
    {{ feed_union('suppressions') }}
),

suppressed_identifiers as (
    select * from {{ ref('suppressed_identifiers') }}
),

identity_records as (
    select * from {{ ref('identity_records') }}
),

identity_graph as (
    select * from {{ ref('identity_graph') }}
),

suppressions_unioned as (
    select
        identity_records.profile_id,
        suppressions_fed.source_name,
        suppressions_fed.record_id,
        suppressions_fed.scope,
        suppressions_fed.reason,
        suppressions_fed.since as since_at,
        suppressions_fed.until as until_at,
        suppressions_fed.loaded_at
    from suppressions_fed
    left join identity_records
        on
            suppressions_fed.source_name = identity_records.source_name
            and suppressions_fed.record_id = identity_records.record_id
    union all
    select
        identity_graph.profile_id,
        'suppressed_identifiers' as source_name,
        {{ identifier_id(
            'suppressed_identifiers.identifier_type', 'suppressed_identifiers.identifier_value'
        ) }} as record_id,
        suppressed_identifiers.scope,
        suppressed_identifiers.reason,
        suppressed_identifiers.since_at,
        suppressed_identifiers.until_at,
        suppressed_identifiers.since_at as loaded_at
    from suppressed_identifiers
    left join identity_graph
        on
            suppressed_identifiers.identifier_type = identity_graph.identifier_type
            and suppressed_identifiers.identifier_value = identity_graph.identifier_value
)

select * from suppressions_unioned
