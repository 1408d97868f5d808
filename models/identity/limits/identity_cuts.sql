{%- set limits = {} -%}
{%- for name, maximum in limited_types().items() -%}
{%- do limits.update({'count_' ~ name: maximum}) -%}
{%- endfor -%}

{{ config(
    materialized='stitching_loop',
    meta={
        'loop': 'limited_profiles',
        'limits': limits,
        'node_column': 'side_key',
        'component_column': 'profile_key',
        'max_rounds': var('max_limit_rounds'),
    },
) }}

with contested_sides as (
    select * from {{ ref('int_contested_sides') }}
),

contested_edges as (
    select * from {{ ref('int_contested_edges') }}
    where side_a_key <> side_b_key
),

foes as (
    select * from {{ ref('int_foes_met') }}
    where side_a_key <> side_b_key
),

rows_unioned as (
    select
        'side' as row_kind,
        side_key as node_a,
        side_key as node_b,
        cluster_key,
        {%- for column in limits %}
        {{ column }},
        {%- endfor %}
        count_identified,
        0 as strength_rank,
        true as is_bridge
    from contested_sides
    union all
    select
        'edge' as row_kind,
        least(side_a_key, side_b_key) as node_a,
        greatest(side_a_key, side_b_key) as node_b,
        0 as cluster_key,
        {%- for column in limits %}
        0 as {{ column }},
        {%- endfor %}
        0 as count_identified,
        strength_rank,
        is_bridge
    from contested_edges
    {%- for ends in [['side_a_key', 'side_b_key'], ['side_b_key', 'side_a_key']] %}
    union all
    select
        'foe' as row_kind,
        {{ ends[0] }} as node_a,
        {{ ends[1] }} as node_b,
        0 as cluster_key,
        {%- for column in limits %}
        0 as {{ column }},
        {%- endfor %}
        0 as count_identified,
        0 as strength_rank,
        true as is_bridge
    from foes
    {%- endfor %}
)

select * from rows_unioned
