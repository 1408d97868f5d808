{#- How much the last run published, for gates that compare. -#}
{%- set graph_before = published('identity_graph') -%}

with graph_counted as (
    {%- if graph_before %}
    select count(*) as count_identifiers
    from {{ graph_before }}
    {%- else %}
    select 0 as count_identifiers
    {%- endif %}
)

select * from graph_counted
