{{ config(enabled=scored_pairs_model() != '') }}

{#- The pairs of records with a score, as pairs of the identifiers that tell the
    records; of several records that tell of one pair, the best speaks for it. -#}
with pairs_scored as (
    select * from {{ ref(scored_pairs_model()) }}
),

records_matchable as (
    select * from {{ ref('int_records_matchable') }}
),

{%- set ends = {'a': 'side_a.identifier_key < side_b.identifier_key',
                'b': 'side_b.identifier_key < side_a.identifier_key'} %}

pairs_keyed as (
    select
        {%- for end, is_side_a in ends.items() %}
        case when {{ is_side_a }} then side_a.record_key else side_b.record_key end
            as record_{{ end }}_key,
        {%- endfor %}
        least(side_a.identifier_key, side_b.identifier_key) as identifier_a_key,
        greatest(side_a.identifier_key, side_b.identifier_key) as identifier_b_key,
        pairs_scored.matcher_version,
        pairs_scored.reason,
        cast(pairs_scored.score as {{ dbt.type_numeric() }}) as score,
        greatest(side_a.priority, side_b.priority) as weaker_priority,
        side_a.is_bridge and side_b.is_bridge as is_bridge,
        greatest(side_a.first_observed_at, side_b.first_observed_at)
            as first_observed_at,
        least(side_a.last_observed_at, side_b.last_observed_at) as last_observed_at
    from pairs_scored
    inner join records_matchable as side_a
        on
            pairs_scored.source_a_name = side_a.source_name
            and pairs_scored.record_a_id = side_a.record_id
    inner join records_matchable as side_b
        on
            pairs_scored.source_b_name = side_b.source_name
            and pairs_scored.record_b_id = side_b.record_id
    where side_a.identifier_key <> side_b.identifier_key
),

pairs_ranked as (
    select
        pairs_keyed.*,
        row_number() over (
            partition by pairs_keyed.identifier_a_key, pairs_keyed.identifier_b_key
            order by
                pairs_keyed.score desc,
                pairs_keyed.last_observed_at desc,
                pairs_keyed.first_observed_at asc,
                pairs_keyed.record_a_key asc,
                pairs_keyed.record_b_key asc,
                pairs_keyed.matcher_version asc,
                pairs_keyed.reason asc
        ) as score_rank
    from pairs_keyed
),

identifiers_paired as (
    select * from pairs_ranked
    where score_rank = 1
)

select * from identifiers_paired
