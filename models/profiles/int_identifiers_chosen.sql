with identity_graph as (
    select * from {{ ref('identity_graph') }}
),

addresses_in_force as (
    select distinct identifier_id
    from {{ ref('suppressed_addresses') }}
    where is_in_force
),

-- The value that reaches the person best: theirs alone, working, proven, last seen.
identifiers_ranked as (
    select
        identity_graph.profile_id,
        identity_graph.identifier_id,
        identity_graph.identifier_type,
        identity_graph.identifier_value,
        row_number() over (
            partition by identity_graph.profile_id, identity_graph.identifier_type
            order by
                case when identity_graph.is_shared then 1 else 0 end asc,
                case
                    when addresses_in_force.identifier_id is null then 0 else 1
                end asc,
                case when identity_graph.is_authenticated then 0 else 1 end asc,
                identity_graph.last_observed_at desc,
                identity_graph.identifier_id asc
        ) as choice_rank,
        identity_graph.is_shared,
        addresses_in_force.identifier_id is not null as is_suppressed
    from identity_graph
    left join addresses_in_force
        on identity_graph.identifier_id = addresses_in_force.identifier_id
),

identifiers_chosen as (
    select
        profile_id,
        identifier_id,
        identifier_type,
        identifier_value,
        is_shared,
        is_suppressed
    from identifiers_ranked
    where choice_rank = 1
)

select * from identifiers_chosen
