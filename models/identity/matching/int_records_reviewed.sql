{{ config(enabled=scored_pairs_model() != '') }}

{%- set attributes = matching_settings().attributes -%}

with records_matchable as (
    select * from {{ ref('int_records_matchable') }}
),

records_compared as (
    select * from {{ ref('int_records_compared') }}
),

identity_graph as (
    select * from {{ ref('identity_graph') }}
),

records_reviewed as (
    select
        records_matchable.record_key,
        identity_graph.identifier_id,
        identity_graph.profile_id,
        identity_graph.identifier_type,
        identity_graph.identifier_value,
        {%- for name in attributes %}
        records_compared.{{ name }},
        {%- endfor %}
        records_matchable.source_name,
        records_matchable.record_id
    from records_matchable
    inner join identity_graph
        on records_matchable.identifier_id = identity_graph.identifier_id
    left join records_compared
        on records_matchable.record_key = records_compared.record_key
)

select * from records_reviewed
