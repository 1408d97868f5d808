-- A matcher gives probabilities; a score of another kind would be read as one.
{{ config(enabled=scored_pairs_model() != '') }}

with identifiers_paired as (
    select * from {{ ref('int_identifiers_paired') }}
),

scores_broken as (
    select
        record_a_key,
        record_b_key,
        matcher_version,
        score
    from identifiers_paired
    where score < 0 or score > 1
)

select * from scores_broken
