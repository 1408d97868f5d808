{{ config(materialized='view') }}

{#- What holds identifiers together: edges, and the analyst's must-links. -#}
with edges_weighed as (
    select * from {{ ref('int_edges_weighed') }}
),

overrides as (
    select * from {{ ref('int_overrides_resolved') }}
),

links_unioned as (
    select
        identifier_a_key,
        identifier_b_key,
        is_bridge,
        is_removed,
        changed_in_run
    from edges_weighed
    union all
    select
        identifier_a_key,
        identifier_b_key,
        true as is_bridge,
        is_removed,
        changed_in_run
    from overrides
    where action = 'must_link'
)

select * from links_unioned
