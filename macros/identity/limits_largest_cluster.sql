{#- The cluster with the most live edges, as (cluster_key, count_edges). -#}
{% macro limits_largest_cluster(live, sides) -%}
    select
        sides.cluster_key,
        count(*) as count_edges
    from {{ live }} as live
    inner join {{ sides }} as sides on live.node_a = sides.node
    group by sides.cluster_key
    order by count(*) desc, sides.cluster_key
    limit 1
{%- endmacro %}
