{{ config(materialized='increment', meta={'key': ['rejection_id']}) }}

{%- set columns = [
    'edge_id', 'identifier_a_id', 'identifier_b_id', 'profile_a_id', 'profile_b_id',
    'broken_rule',
] -%}

-- The gates stand before the candidate's readers.
with edges_rejected as (
    select * from {{ ref('int_edges_rejected') }}
),

rejection_rules as (
    select * from {{ ref('int_rejection_rules') }}
),

{%- if is_increment() %}

rejections_stored as (
    select
        stored.*,
        false as is_removed
    from {{ this }} as stored
    inner join {{ ref('int_profiles_before') }} as profiles_before
        on stored.identifier_a_id = profiles_before.identifier_id
),
{%- endif %}

rejections_explained as (
    select
        {{ dbt.hash(dbt.concat([
            'edges_rejected.edge_id', "':'", 'rejection_rules.broken_rule'
        ])) }} as rejection_id,
        edges_rejected.edge_id,
        edges_rejected.identifier_a_id,
        edges_rejected.identifier_b_id,
        edges_rejected.profile_a_id,
        edges_rejected.profile_b_id,
        rejection_rules.broken_rule
    from edges_rejected
    inner join rejection_rules on edges_rejected.edge_id = rejection_rules.edge_id
),

{{ changes_of(
    'rejections_explained', 'rejections_stored', ['rejection_id'], columns
) }},

rejections_changed as (
    select
        rejection_id,
        {%- if is_increment() %}
        is_removed,
        {%- endif %}
        {{ columns | join(',\n        ') }}
    from rows_changed
)

select * from rejections_changed
