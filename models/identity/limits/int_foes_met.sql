{#- The must-not-links whose two sides are in one cluster. -#}
with overrides as (
    select * from {{ ref('int_overrides_resolved') }}
    where action = 'must_not_link' and not is_removed
),

members as (
    select * from {{ ref('int_members_touched') }}
),

foes_met as (
    select
        overrides.override_id,
        side_a.cluster_key,
        side_a.side_key as side_a_key,
        side_b.side_key as side_b_key
    from overrides
    inner join members as side_a
        on overrides.identifier_a_key = side_a.identifier_key
    inner join members as side_b
        on overrides.identifier_b_key = side_b.identifier_key
    where side_a.cluster_key = side_b.cluster_key
)

select * from foes_met
