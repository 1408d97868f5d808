{#- The members of touched clusters, all that are where everything is resolved again;
    side_key is one for identifiers that a must-link joins. -#}
with identity_clusters as (
    select * from {{ ref('identity_clusters') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

identifiers_must_linked as (
    select * from {{ ref('int_identifiers_must_linked') }}
),

members_sided as (
    select
        identity_clusters.identifier_key,
        identity_clusters.cluster_key,
        coalesce(identifiers_must_linked.side_key, identity_clusters.identifier_key)
            as side_key,
        identifiers.identifier_id,
        identifiers.identifier_type,
        identifiers.identifier_kind,
        identifiers.priority,
        identifiers.is_bridge,
        identifiers.first_observed_at,
        identifiers.first_loaded_at
    from identity_clusters
    inner join
        identifiers
        on identity_clusters.identifier_key = identifiers.identifier_key
    left join identifiers_must_linked
        on identity_clusters.identifier_key = identifiers_must_linked.identifier_key
    {%- if is_increment() %}
    inner join {{ ref('int_clusters_touched') }} as touched
        on identity_clusters.cluster_key = touched.cluster_key
    {%- endif %}
)

select * from members_sided
