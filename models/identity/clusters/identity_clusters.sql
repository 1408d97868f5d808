{{ config(materialized='increment', meta={'key': ['identifier_key']}) }}

with clusters_merged as (
    select * from {{ ref('int_clusters_merged') }}
),

members_changed as (
    {%- if is_increment() %}
    select * from {{ ref('int_cluster_members_changed') }}
    {%- else %}
    select
        node_key as identifier_key,
        component_key as cluster_key
    from clusters_merged
    {%- endif %}
),

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
