{#- What the last committed run published. The graph is put in place in one step, so
    it is whole or it is the one before. -#}
{%- set graph_before = published('identity_graph') -%}

with members_before as (
    {%- if graph_before %}
    select
        identifier_id,
        profile_id,
        anchor_identifier_id,
        run_id
    from {{ graph_before }}
    {%- else %}
    select
        identifier_id,
        identifier_id as profile_id,
        identifier_id as anchor_identifier_id,
        identifier_id as run_id
    from {{ ref('identifiers') }}
    where 1 = 0
    {%- endif %}
)

select * from members_before
