{#- The clusters that profiles are made of anew: those with a member or a link that
    changed. Empty where everything is resolved again. -#}
with identity_clusters as (
    select * from {{ ref('identity_clusters') }}
),

{%- if is_increment() %}

identifiers_judged as (
    select * from {{ ref('int_identifiers_judged') }}
),

edges_weighed as (
    select * from {{ ref('int_edges_weighed') }}
),

overrides as (
    select * from {{ ref('int_overrides_resolved') }}
),

members_touched as (
    select identifier_key
    from identifiers_judged
    where changed_in_run = {{ run_number() }}
    union all
    select identifier_a_key as identifier_key
    from edges_weighed
    where changed_in_run = {{ run_number() }}
    {%- for end in ['identifier_a_key', 'identifier_b_key'] %}
    union all
    select {{ end }} as identifier_key
    from overrides
    where changed_in_run = {{ run_number() }}
    {%- endfor %}
    {%- if contradictions() %}
    union all
    select identifier_key
    from {{ ref('int_identifiers_redescribed') }}
    {%- endif %}
),
{%- endif %}

clusters_touched as (
    select cluster_key
    from identity_clusters
    where
        changed_in_run = {{ run_number() }}
        {%- if not is_increment() %}
        and 1 = 0
        {%- endif %}
    {%- if is_increment() %}
    union
    select identity_clusters.cluster_key
    from members_touched
    inner join identity_clusters
        on members_touched.identifier_key = identity_clusters.identifier_key
    {%- endif %}
)

select * from clusters_touched
