{#- What two profiles claim: the weaker end of a rejected edge, both where they are
    equal. -#}
with edges_rejected as (
    select * from {{ ref('int_edges_rejected') }}
),

members as (
    select * from {{ ref('int_members_touched') }}
),

ends_weighed as (
    select
        side_a.identifier_id as identifier_a_id,
        side_b.identifier_id as identifier_b_id,
        side_a.priority as priority_a,
        side_b.priority as priority_b
    from edges_rejected
    inner join members as side_a
        on edges_rejected.identifier_a_id = side_a.identifier_id
    inner join members as side_b
        on edges_rejected.identifier_b_id = side_b.identifier_id
),

identifiers_shared as (
    select identifier_a_id as identifier_id
    from ends_weighed
    where priority_a >= priority_b
    union
    select identifier_b_id as identifier_id
    from ends_weighed
    where priority_b >= priority_a
)

select * from identifiers_shared
