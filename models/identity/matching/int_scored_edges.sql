{{ config(
    enabled=scored_pairs_model() != '',
    materialized='increment',
    meta={'key': ['identifier_a_key', 'identifier_b_key']},
) }}

{%- set columns = [
    'score', 'weaker_priority', 'is_bridge', 'first_observed_at', 'last_observed_at',
] -%}

with identifiers_paired as (
    select * from {{ ref('int_identifiers_paired') }}
),

{%- if is_increment() %}

edges_stored as (
    select * from {{ this }}
),
{%- endif %}

edges_scored as (
    select
        identifier_a_key,
        identifier_b_key,
        {{ columns | join(',\n        ') }}
    from identifiers_paired
    where score >= {{ matching_settings().link_min_score }}
),

{{ changes_of(
    'edges_scored', 'edges_stored', ['identifier_a_key', 'identifier_b_key'], columns
) }}

select * from rows_changed
