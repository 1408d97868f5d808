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

suppression_orders as (
    select * from {{ source('reverse_etl', 'suppression_orders') }}
),

identifiers_hashed as (
    select
        profile_id,
        {{ erasure_hash('identifier_id') }} as identifier_hash
    from identity_graph
    where exists (select suppression_orders.order_id from suppression_orders)
),

orders_by_hand as (
    select
        {{ identifier_id('identifier_type', 'identifier_value') }} as record_id,
        scope,
        reason,
        since_at,
        until_at
    from suppressed_identifiers
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
        orders_by_hand.record_id,
        orders_by_hand.scope,
        orders_by_hand.reason,
        orders_by_hand.since_at,
        orders_by_hand.until_at,
        orders_by_hand.since_at as loaded_at
    from orders_by_hand
    left join identity_graph on orders_by_hand.record_id = identity_graph.identifier_id
    union all
    select
        -- Whoever is erased has no profile any more: what was sent is under the old.
        coalesce(
            identifiers_hashed.profile_id,
            case
                when suppression_orders.reason = 'erasure'
                    then suppression_orders.profile_id
            end
        ) as profile_id,
        'suppression_orders' as source_name,
        suppression_orders.order_id as record_id,
        suppression_orders.scope,
        suppression_orders.reason,
        suppression_orders.since_at,
        suppression_orders.until_at,
        suppression_orders.ordered_at as loaded_at
    from suppression_orders
    left join identifiers_hashed
        on
            suppression_orders.identifier_hash
            = identifiers_hashed.identifier_hash
)

select * from suppressions_unioned
