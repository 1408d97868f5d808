{{ config(enabled=var('cdp_demo')) }}

with record_pairs as (
    select * from {{ ref('int_record_pairs_counted') }}
),

records_scored as (
    select * from {{ ref('int_records_scored') }}
),

scopes_unioned as (
    select
        {{ dbt.concat(['source_a_name', "' × '", 'source_b_name']) }} as scope,
        count_real_pairs,
        count_claimed_pairs,
        count_true_pairs
    from record_pairs
    union all
    select
        'all' as scope,
        sum(count_real_pairs) as count_real_pairs,
        sum(count_claimed_pairs) as count_claimed_pairs,
        sum(count_true_pairs) as count_true_pairs
    from record_pairs
),

scopes_scored as (
    select
        scopes_unioned.scope,
        scopes_unioned.count_real_pairs,
        scopes_unioned.count_claimed_pairs,
        scopes_unioned.count_true_pairs,
        1.0 * scopes_unioned.count_true_pairs
        / nullif(scopes_unioned.count_claimed_pairs, 0) as pair_precision,
        1.0 * scopes_unioned.count_true_pairs
        / nullif(scopes_unioned.count_real_pairs, 0) as pair_recall,
        records_scored.b_cubed_precision,
        records_scored.b_cubed_recall
    from scopes_unioned
    left join records_scored on scopes_unioned.scope = 'all'
)

select * from scopes_scored
