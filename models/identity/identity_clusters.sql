with clusters_bridged as (
    select * from {{ ref('int_clusters_bridged') }}
),

clusters_joined as (
    select * from {{ ref('int_clusters_joined') }}
),

identifiers_must_linked as (
    select * from {{ ref('int_identifiers_must_linked') }}
),

clusters_named as (
    select
        clusters_bridged.identifier_key,
        coalesce(clusters_joined.cluster_key, clusters_bridged.bridged_key)
            as cluster_key,
        clusters_bridged.bridged_key,
        coalesce(identifiers_must_linked.side_key, clusters_bridged.identifier_key)
            as side_key
    from clusters_bridged
    left join
        clusters_joined
        on clusters_bridged.bridged_key = clusters_joined.bridged_key
    left join identifiers_must_linked
        on clusters_bridged.identifier_key = identifiers_must_linked.identifier_key
)

select * from clusters_named
