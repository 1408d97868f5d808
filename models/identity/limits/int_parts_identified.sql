{{ config(materialized='ephemeral') }}

{#- The parts of a cluster that third-party ids alone hold together and that each hold a
    person or contact identifier. -#}
with members as (
    select * from {{ ref('int_members_touched') }}
),

clusters_bridged as (
    select * from {{ ref('int_clusters_bridged') }}
),

parts_identified as (
    select
        members.cluster_key,
        clusters_bridged.bridged_key
    from clusters_bridged
    inner join members on clusters_bridged.identifier_key = members.identifier_key
    where members.identifier_kind in ('person', 'contact')
    group by members.cluster_key, clusters_bridged.bridged_key
)

select * from parts_identified
