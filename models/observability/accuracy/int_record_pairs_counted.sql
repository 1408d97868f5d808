{{ config(enabled=var('cdp_demo')) }}

{#- Pairs are counted by the sizes of groups: n records of one source make
    n * (n - 1) / 2 pairs, n and m of two sources n * m. Real pairs share the person, claimed
    pairs the profile, true pairs both. -#}
{%- set groupings = {
    'real': ['person_id'], 'claimed': ['cluster_id'], 'true': ['cluster_id', 'person_id'],
} -%}

with records as (
    select * from {{ ref('int_records_labelled') }}
),
{%- for name, keys in groupings.items() %}

{{ name }}_groups as (
    select
        {{ keys | join(', ') }},
        source_name,
        sum(count_records) as count_records
    from records
    group by {{ keys | join(', ') }}, source_name
),
{%- endfor %}

pairs_unioned as (
    {%- for name, keys in groupings.items() %}
    select
        '{{ name }}' as pair_kind,
        side_a.source_name as source_a_name,
        side_b.source_name as source_b_name,
        case
            when side_a.source_name = side_b.source_name
                then side_a.count_records * (side_a.count_records - 1) / 2
            else side_a.count_records * side_b.count_records
        end as count_pairs
    from {{ name }}_groups as side_a
    inner join {{ name }}_groups as side_b
        on
            side_a.source_name <= side_b.source_name
            {%- for key in keys %}
            and side_a.{{ key }} = side_b.{{ key }}
            {%- endfor %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

pairs_counted as (
    select
        source_a_name,
        source_b_name,
        cast(
            sum(case when pair_kind = 'real' then count_pairs else 0 end)
            as {{ dbt.type_bigint() }}
        ) as count_real_pairs,
        cast(
            sum(case when pair_kind = 'claimed' then count_pairs else 0 end)
            as {{ dbt.type_bigint() }}
        ) as count_claimed_pairs,
        cast(
            sum(case when pair_kind = 'true' then count_pairs else 0 end)
            as {{ dbt.type_bigint() }}
        ) as count_true_pairs
    from pairs_unioned
    group by source_a_name, source_b_name
)

select * from pairs_counted
