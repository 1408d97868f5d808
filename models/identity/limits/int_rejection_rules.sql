{%- set limits = limited_types() -%}

with edges_rejected as (
    select * from {{ ref('int_edges_rejected') }}
),

profiles_weighed as (
    select * from {{ ref('int_profiles_weighed') }}
),

profiles_parted as (
    select * from {{ ref('int_profiles_parted') }}
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
        and side_b.count_identified > 0 as breaks_bridges
    from edges_rejected
    inner join profiles_weighed as side_a
        on edges_rejected.profile_a_id = side_a.profile_id
    inner join profiles_weighed as side_b
        on edges_rejected.profile_b_id = side_b.profile_id
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
        edges_rejected.edge_id,
        profiles_parted.broken_rule
    from edges_rejected
    inner join profiles_parted
        on
            least(edges_rejected.profile_a_id, edges_rejected.profile_b_id)
            = profiles_parted.profile_a_id
            and greatest(edges_rejected.profile_a_id, edges_rejected.profile_b_id)
            = profiles_parted.profile_b_id
)

select * from rules_broken
