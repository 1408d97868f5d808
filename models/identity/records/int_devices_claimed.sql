{{ config(materialized='view') }}

{#- Devices that more than one profile may own: the graph refused one of their links, or
    they were seen with too many people to have a place in it. -#}
with identifiers as (
    select * from {{ ref('identifiers') }}
),

identity_graph as (
    select * from {{ ref('identity_graph') }}
),

devices_in_question as (
    select identifier_id
    from identity_graph
    where identifier_kind = 'device' and is_shared
    union all
    select identifier_id
    from identifiers
    where identifier_kind = 'device' and quarantine_reason = 'over_shared'
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
    inner join devices_in_question
        on identifiers.identifier_id = devices_in_question.identifier_id
)

select * from devices_claimed
