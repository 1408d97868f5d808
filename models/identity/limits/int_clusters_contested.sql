{%- set limits = limited_types() -%}

with identity_clusters as (
    select * from {{ ref('identity_clusters') }}
),

clusters_joined as (
    select * from {{ ref('int_clusters_joined') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

identifier_types as (
    select * from {{ ref('identifier_types') }}
),

overrides as (
    select * from {{ ref('int_overrides_resolved') }}
),

-- Identifiers that a must-link joins count as one of their type.
limited_sides as (
    select
        identity_clusters.cluster_key,
        identity_clusters.side_key,
        identifiers.identifier_type,
        identifier_types.max_per_profile
    from identity_clusters
    inner join
        identifiers
        on identity_clusters.identifier_key = identifiers.identifier_key
    inner join
        identifier_types
        on identifiers.identifier_type = identifier_types.identifier_type
    where identifier_types.max_per_profile is not null
    group by
        identity_clusters.cluster_key,
        identity_clusters.side_key,
        identifiers.identifier_type,
        identifier_types.max_per_profile
),

identified_parts as (
    select
        identity_clusters.cluster_key,
        identity_clusters.bridged_key
    from clusters_joined
    inner join
        identity_clusters
        on clusters_joined.bridged_key = identity_clusters.bridged_key
    inner join
        identifiers
        on identity_clusters.identifier_key = identifiers.identifier_key
    where identifiers.identifier_kind in ('person', 'contact')
    group by identity_clusters.cluster_key, identity_clusters.bridged_key
),

rules_broken as (
    select
        cluster_key,
        identifier_type as broken_rule
    from limited_sides
    group by cluster_key, identifier_type, max_per_profile
    having count(*) > max_per_profile
    union all
    select
        cluster_key,
        'bridges' as broken_rule
    from identified_parts
    group by cluster_key
    having count(*) > 1
    union all
    select
        side_a.cluster_key,
        'must_not_link' as broken_rule
    from overrides
    inner join identity_clusters as side_a
        on overrides.identifier_a_key = side_a.identifier_key
    inner join identity_clusters as side_b
        on overrides.identifier_b_key = side_b.identifier_key
    where overrides.action = 'must_not_link' and side_a.cluster_key = side_b.cluster_key
),

rules_flagged as (
    select
        cluster_key,
        {%- for rule in limits.keys() | list + ['bridges', 'must_not_link'] %}
        max(case when broken_rule = '{{ rule }}' then 1 else 0 end) as breaks_{{ rule }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from rules_broken
    group by cluster_key
)

select * from rules_flagged
