{{ config(materialized='increment', meta={'key': ['identifier_key']}) }}

with clusters_merged as (
    select * from {{ ref('int_clusters_merged') }}
),

{%- if is_increment() %}

identifiers as (
    select * from {{ ref('identifiers') }}
    where is_usable
),

clusters_before as (
    select * from {{ this }}
),

clusters_broken as (
    select * from {{ ref('int_clusters_broken') }}
),

-- The largest of the clusters that meet keeps its key, so that the fewest rows change.
standing_sized as (
    select
        clusters_merged.component_key,
        clusters_before.cluster_key,
        count(*) as count_members
    from clusters_merged
    inner join clusters_before on clusters_merged.node_key = clusters_before.cluster_key
    left join clusters_broken
        on clusters_before.cluster_key = clusters_broken.cluster_key
    where clusters_broken.cluster_key is null
    group by clusters_merged.component_key, clusters_before.cluster_key
),

standing_ranked as (
    select
        component_key,
        cluster_key,
        row_number() over (
            partition by component_key
            order by count_members desc, cluster_key asc
        ) as size_rank
    from standing_sized
),

components_named as (
    select
        clusters_merged.node_key,
        coalesce(standing_ranked.cluster_key, clusters_merged.component_key)
            as cluster_key
    from clusters_merged
    left join standing_ranked
        on
            clusters_merged.component_key = standing_ranked.component_key
            and standing_ranked.size_rank = 1
),

members_changed as (
    -- Members of clusters that were joined to a larger one.
    select
        clusters_before.identifier_key,
        components_named.cluster_key,
        false as is_removed
    from standing_ranked
    inner join clusters_before
        on standing_ranked.cluster_key = clusters_before.cluster_key
    inner join components_named
        on standing_ranked.cluster_key = components_named.node_key
    where standing_ranked.size_rank > 1
    union all
    -- New members, and those of clusters that broke.
    select
        identifiers.identifier_key,
        components_named.cluster_key,
        false as is_removed
    from components_named
    inner join identifiers on components_named.node_key = identifiers.identifier_key
    left join clusters_before
        on components_named.node_key = clusters_before.identifier_key
    left join clusters_broken
        on clusters_before.cluster_key = clusters_broken.cluster_key
    where
        clusters_before.identifier_key is null
        or clusters_broken.cluster_key is not null
    union all
    select
        clusters_before.identifier_key,
        clusters_before.cluster_key,
        true as is_removed
    from clusters_broken
    inner join clusters_before
        on clusters_broken.cluster_key = clusters_before.cluster_key
    left join identifiers
        on clusters_before.identifier_key = identifiers.identifier_key
    where identifiers.identifier_key is null
),
{%- else %}

members_changed as (
    select
        node_key as identifier_key,
        component_key as cluster_key
    from clusters_merged
),
{%- endif %}

members_marked as (
    select
        identifier_key,
        cluster_key,
        {%- if is_increment() %}
        is_removed,
        {%- endif %}
        {{ run_number() }} as changed_in_run
    from members_changed
)

select * from members_marked
