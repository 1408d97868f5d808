{{ config(materialized='view') }}

{#- Devices that more than one profile may own: the graph refused one of their links, or
    they were seen with too many people to have a place in it. -#}
with identifiers as (
    select * from {{ ref('identifiers') }}
),

identity_graph as (
    select * from {{ ref('identity_graph') }}
),

devices_claimed as (
    select
        identifiers.identifier_key,
        identifiers.identifier_id,
        identifiers.identifier_type,
        identifiers.identifier_value,
        identifiers.priority,
        not identifiers.is_usable as is_over_shared
    from identifiers
    left join identity_graph
        on identifiers.identifier_id = identity_graph.identifier_id
    where
        identifiers.identifier_kind = 'device'
        and (
            identity_graph.is_shared
            or identifiers.quarantine_reason = 'over_shared'
        )
)

select * from devices_claimed
