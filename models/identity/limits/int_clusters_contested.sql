{%- set limits = limited_types() -%}

{#- The clusters that break a rule, with the limits that they break. -#}
with members as (
    select * from {{ ref('int_members_touched') }}
),

identifier_types as (
    select * from {{ ref('identifier_types') }}
),

identified_parts as (
    select * from {{ ref('int_parts_identified') }}
),

foes as (
    select * from {{ ref('int_foes_met') }}
),

-- Identifiers that a must-link joins count as one of their type.
limited_sides as (
    select
        members.cluster_key,
        members.side_key,
        members.identifier_type
    from members
    inner join identifier_types
        on members.identifier_type = identifier_types.identifier_type
    where identifier_types.max_per_profile is not null
    group by members.cluster_key, members.side_key, members.identifier_type
),

rules_broken as (
    {%- for name, maximum in limits.items() %}
    select
        cluster_key,
        identifier_type as broken_rule
    from limited_sides
    where identifier_type = '{{ name }}'
    group by cluster_key, identifier_type
    having count(*) > {{ maximum }}
    union all
    {%- endfor %}
    select
        cluster_key,
        'bridges' as broken_rule
    from identified_parts
    group by cluster_key
    having count(*) > 1
    union all
    select
        cluster_key,
        'must_not_link' as broken_rule
    from foes
),

limits_flagged as (
    select
        cluster_key,
        {%- for name in limits %}
        max(
            case when broken_rule = '{{ name }}' then 1 else 0 end
        ) as breaks_{{ name }},
        {%- endfor %}
        count(*) as count_rules_broken
    from rules_broken
    group by cluster_key
)

select * from limits_flagged
