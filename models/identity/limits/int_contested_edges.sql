with edges_weighed as (
    select * from {{ ref('int_edges_weighed') }}
    where not is_removed
),

members as (
    select * from {{ ref('int_members_touched') }}
),

clusters_contested as (
    select * from {{ ref('int_clusters_contested') }}
),

members_contested as (
    select
        members.identifier_key,
        members.identifier_id,
        members.side_key
    from members
    inner join
        clusters_contested
        on members.cluster_key = clusters_contested.cluster_key
),

-- The order is total: the weaker end's type, authenticated first, what a record says
-- before what a matcher scored and the higher score first, newest first, then the ids.
edges_ranked as (
    select
        {{ edge_id('side_a.identifier_id', 'side_b.identifier_id') }} as edge_id,
        least(side_a.identifier_id, side_b.identifier_id) as identifier_a_id,
        greatest(side_a.identifier_id, side_b.identifier_id) as identifier_b_id,
        case
            when side_a.identifier_id < side_b.identifier_id then side_a.side_key
            else side_b.side_key
        end as side_a_key,
        case
            when side_a.identifier_id < side_b.identifier_id then side_b.side_key
            else side_a.side_key
        end as side_b_key,
        row_number() over (
            order by
                edges_weighed.weaker_priority asc,
                case when edges_weighed.is_authenticated then 0 else 1 end asc,
                case when edges_weighed.score is null then 0 else 1 end asc,
                edges_weighed.score desc,
                edges_weighed.last_observed_at desc,
                least(side_a.identifier_id, side_b.identifier_id) asc,
                greatest(side_a.identifier_id, side_b.identifier_id) asc
        ) as strength_rank,
        edges_weighed.is_bridge
    from edges_weighed
    inner join members_contested as side_a
        on edges_weighed.identifier_a_key = side_a.identifier_key
    inner join members_contested as side_b
        on edges_weighed.identifier_b_key = side_b.identifier_key
)

select * from edges_ranked
