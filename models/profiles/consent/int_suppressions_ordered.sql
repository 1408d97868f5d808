{{ config(materialized='view') }}

with suppression_orders as (
    select * from {{ source('reverse_etl', 'suppression_orders') }}
),

identity_graph as (
    select * from {{ ref('identity_graph') }}
),

identifiers_hashed as (
    select
        profile_id,
        identifier_id,
        {{ erasure_hash('identifier_id') }} as identifier_hash
    from identity_graph
    where exists (select suppression_orders.order_id from suppression_orders)
),

-- An order about a person is kept by all their identifiers, one about an address by it.
orders_of_several as (
    select order_id
    from suppression_orders
    group by order_id
    having count(*) > 1
),

suppressions_ordered as (
    select
        -- Whoever is erased has no profile any more: what was sent is under the old.
        coalesce(
            identifiers_hashed.profile_id,
            case
                when suppression_orders.reason = 'erasure'
                    then suppression_orders.profile_id
            end
        ) as profile_id,
        case
            when orders_of_several.order_id is null
                then identifiers_hashed.identifier_id
        end as identifier_id,
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
    left join orders_of_several
        on suppression_orders.order_id = orders_of_several.order_id
)

select * from suppressions_ordered
