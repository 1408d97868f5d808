with edges_rejected as (
    select * from {{ ref('int_edges_rejected') }}
),

profiles_weighed as (
    select * from {{ ref('int_profiles_weighed') }}
),

overrides as (
    select * from {{ ref('int_overrides_resolved') }}
),

identity_candidate as (
    select * from {{ ref('identity_candidate') }}
),

profiles_parted as (
    select
        least(side_a.profile_id, side_b.profile_id) as profile_a_id,
        greatest(side_a.profile_id, side_b.profile_id) as profile_b_id
    from overrides
    inner join
        identity_candidate as side_a
        on overrides.identifier_a_id = side_a.identifier_id
    inner join
        identity_candidate as side_b
        on overrides.identifier_b_id = side_b.identifier_id
    where overrides.action = 'must_not_link'
    group by
        least(side_a.profile_id, side_b.profile_id),
        greatest(side_a.profile_id, side_b.profile_id)
),

-- The rules that the two profiles would break together.
rules_broken as (
    {%- for name, maximum in limited_types().items() %}
    select
        edges_rejected.edge_id,
        'max_per_profile:{{ name }}' as broken_rule
    from edges_rejected
    inner join
        profiles_weighed as side_a
        on edges_rejected.profile_a_id = side_a.profile_id
    inner join
        profiles_weighed as side_b
        on edges_rejected.profile_b_id = side_b.profile_id
    where
        side_a.count_{{ name }} > 0
        and side_b.count_{{ name }} > 0
        and side_a.count_{{ name }} + side_b.count_{{ name }} > {{ maximum }}
    union all
    {%- endfor %}
    select
        edges_rejected.edge_id,
        'bridges' as broken_rule
    from edges_rejected
    inner join
        profiles_weighed as side_a
        on edges_rejected.profile_a_id = side_a.profile_id
    inner join
        profiles_weighed as side_b
        on edges_rejected.profile_b_id = side_b.profile_id
    where
        not edges_rejected.is_bridge
        and side_a.count_identified > 0
        and side_b.count_identified > 0
    union all
    select
        edges_rejected.edge_id,
        'must_not_link' as broken_rule
    from edges_rejected
    inner join profiles_parted
        on
            least(edges_rejected.profile_a_id, edges_rejected.profile_b_id)
            = profiles_parted.profile_a_id
            and greatest(edges_rejected.profile_a_id, edges_rejected.profile_b_id)
            = profiles_parted.profile_b_id
)

select * from rules_broken
