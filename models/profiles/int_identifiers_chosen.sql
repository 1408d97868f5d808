with identity_graph as (
    select * from {{ ref('identity_graph') }}
),

-- The value that reaches the person best: theirs alone, proven, last seen.
identifiers_ranked as (
    select
        profile_id,
        identifier_id,
        identifier_type,
        identifier_value,
        row_number() over (
            partition by profile_id, identifier_type
            order by
                case when is_shared then 1 else 0 end asc,
                case when is_authenticated then 0 else 1 end asc,
                last_observed_at desc,
                identifier_id asc
        ) as choice_rank,
        is_shared
    from identity_graph
),

identifiers_chosen as (
    select
        profile_id,
        identifier_id,
        identifier_type,
        identifier_value,
        is_shared
    from identifiers_ranked
    where choice_rank = 1
)

select * from identifiers_chosen
