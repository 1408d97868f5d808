{%- set limits = limited_types() -%}

with identity_clusters as (
    select * from {{ ref('identity_clusters') }}
),

clusters_contested as (
    select * from {{ ref('int_clusters_contested') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

-- Where a cluster is cut for another reason, a third-party id might join its parts
-- again.
clusters_with_third_party_ids as (
    select identity_clusters.cluster_key
    from identity_clusters
    inner join
        identifiers
        on identity_clusters.identifier_key = identifiers.identifier_key
    where not identifiers.is_bridge
    group by identity_clusters.cluster_key
),

-- A limit that the whole cluster keeps cannot bind anywhere in it, so it counts for
-- nothing there.
sides_weighed as (
    select
        identity_clusters.cluster_key,
        identity_clusters.side_key,
        {%- for name in limits %}
        max(
            case
                when
                    identifiers.identifier_type = '{{ name }}'
                    then clusters_contested.breaks_{{ name }}
                else 0
            end
        ) as count_{{ name }},
        {%- endfor %}
        max(
            case
                when
                    identifiers.identifier_kind in ('person', 'contact')
                    and clusters_with_third_party_ids.cluster_key is not null
                    then 1
                else 0
            end
        ) as count_identified
    from identity_clusters
    inner join
        clusters_contested
        on identity_clusters.cluster_key = clusters_contested.cluster_key
    inner join
        identifiers
        on identity_clusters.identifier_key = identifiers.identifier_key
    left join clusters_with_third_party_ids
        on identity_clusters.cluster_key = clusters_with_third_party_ids.cluster_key
    group by identity_clusters.cluster_key, identity_clusters.side_key
)

select * from sides_weighed
