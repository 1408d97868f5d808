{#- The pairs that a must-not-link or a contradiction keeps apart and whose two sides
    are in one cluster. -#}
with overrides as (
    select * from {{ ref('int_overrides_resolved') }}
    where action = 'must_not_link' and not is_removed
),

contradictions_found as (
    select * from {{ ref('int_contradictions_found') }}
),

members as (
    select * from {{ ref('int_members_touched') }}
),

foes as (
    select
        identifier_a_key,
        identifier_b_key
    from overrides
    union
    select
        identifier_a_key,
        identifier_b_key
    from contradictions_found
),

foes_met as (
    select
        side_a.cluster_key,
        side_a.side_key as side_a_key,
        side_b.side_key as side_b_key
    from foes
    inner join members as side_a
        on foes.identifier_a_key = side_a.identifier_key
    inner join members as side_b
        on foes.identifier_b_key = side_b.identifier_key
    where side_a.cluster_key = side_b.cluster_key
)

select * from foes_met
