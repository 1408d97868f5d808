{{ config(materialized='view') }}

{#- What an edge may rest on: records that hold both ends, and scores of a matcher. -#}
with evidence_linked as (
    select * from {{ ref('int_evidence_linked') }}
),

{%- if scored_pairs_model() %}

scored_edges as (
    select * from {{ ref('int_scored_edges') }}
),
{%- endif %}

edges_supported as (
    select
        identifier_a_key,
        identifier_b_key,
        record_key,
        source_name,
        cast(null as {{ dbt.type_numeric() }}) as score,
        weaker_priority,
        is_bridge,
        is_authenticated,
        first_observed_at,
        last_observed_at,
        is_removed,
        changed_in_run
    from evidence_linked
    {%- if scored_pairs_model() %}
    union all
    select
        identifier_a_key,
        identifier_b_key,
        null as record_key,
        null as source_name,
        score,
        weaker_priority,
        is_bridge,
        false as is_authenticated,
        first_observed_at,
        last_observed_at,
        is_removed,
        changed_in_run
    from scored_edges
    {%- endif %}
)

select * from edges_supported
