{%- set limits = limited_types() -%}

with edges_rejected as (
    select * from {{ ref('int_edges_rejected') }}
),

profiles_weighed as (
    select * from {{ ref('int_profiles_weighed') }}
),

overrides_applied as (
    {{ overrides_applied(ref('int_overrides_resolved'), ref('identity_candidate')) }}
),

profiles_parted as (
    select
        least(profile_a_id, profile_b_id) as profile_a_id,
        greatest(profile_a_id, profile_b_id) as profile_b_id
    from overrides_applied
    where action = 'must_not_link'
    group by least(profile_a_id, profile_b_id), greatest(profile_a_id, profile_b_id)
),

edges_weighed as (
    select
        edges_rejected.edge_id,
        {%- for name in limits %}
        side_a.count_{{ name }} as count_a_{{ name }},
        side_b.count_{{ name }} as count_b_{{ name }},
        {%- endfor %}
        not edges_rejected.is_bridge
        and side_a.count_identified > 0
        and side_b.count_identified > 0 as breaks_bridges,
        profiles_parted.profile_a_id is not null as breaks_must_not_link
    from edges_rejected
    inner join profiles_weighed as side_a
        on edges_rejected.profile_a_id = side_a.profile_id
    inner join profiles_weighed as side_b
        on edges_rejected.profile_b_id = side_b.profile_id
    left join profiles_parted
        on
            least(edges_rejected.profile_a_id, edges_rejected.profile_b_id)
            = profiles_parted.profile_a_id
            and greatest(edges_rejected.profile_a_id, edges_rejected.profile_b_id)
            = profiles_parted.profile_b_id
),

-- The rules that the two profiles would break together.
rules_broken as (
    {%- for name, maximum in limits.items() %}
    select
        edge_id,
        'max_per_profile:{{ name }}' as broken_rule
    from edges_weighed
    where
        count_a_{{ name }} > 0
        and count_b_{{ name }} > 0
        and count_a_{{ name }} + count_b_{{ name }} > {{ maximum }}
    union all
    {%- endfor %}
    select
        edge_id,
        'bridges' as broken_rule
    from edges_weighed
    where breaks_bridges
    union all
    select
        edge_id,
        'must_not_link' as broken_rule
    from edges_weighed
    where breaks_must_not_link
)

select * from rules_broken
