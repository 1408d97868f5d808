{{ config(materialized='view') }}

{#- Whose each identifier is, and when: a shared device is its owner's of the time. -#}
with identity_graph as (
    select * from {{ ref('identity_graph') }}
),

device_ownership as (
    select * from {{ ref('device_ownership') }}
),

identifiers_owned as (
    select
        identifier_id,
        profile_id,
        owned_from,
        owned_to
    from device_ownership
    union all
    select
        identity_graph.identifier_id,
        identity_graph.profile_id,
        cast(null as {{ dbt.type_timestamp() }}) as owned_from,
        cast(null as {{ dbt.type_timestamp() }}) as owned_to
    from identity_graph
    left join device_ownership
        on identity_graph.identifier_id = device_ownership.identifier_id
    where device_ownership.identifier_id is null
)

select * from identifiers_owned
