{%- set limits = limited_types() -%}

{#- Of each profile that lost an edge: how many of every limited type it holds,
    identifiers that a must-link joins counting as one. -#}
with edges_rejected as (
    select * from {{ ref('int_edges_rejected') }}
),

identity_candidate as (
    select * from {{ ref('identity_candidate') }}
),

members as (
    select * from {{ ref('int_members_touched') }}
),

profiles_concerned as (
    select profile_a_id as profile_id
    from edges_rejected
    union
    select profile_b_id as profile_id
    from edges_rejected
),

sides_grouped as (
    select
        identity_candidate.profile_id,
        members.side_key,
        {%- for name in limits %}
        max(case when members.identifier_type = '{{ name }}' then 1 else 0 end)
            as holds_{{ name }},
        {%- endfor %}
        max(
            case when members.identifier_kind in ('person', 'contact') then 1 else 0 end
        ) as holds_identified
    from identity_candidate
    inner join profiles_concerned
        on identity_candidate.profile_id = profiles_concerned.profile_id
    inner join members on identity_candidate.identifier_id = members.identifier_id
    group by identity_candidate.profile_id, members.side_key
),

profiles_weighed as (
    select
        profile_id,
        {%- for name in limits %}
        sum(holds_{{ name }}) as count_{{ name }},
        {%- endfor %}
        sum(holds_identified) as count_identified
    from sides_grouped
    group by profile_id
)

select * from profiles_weighed
