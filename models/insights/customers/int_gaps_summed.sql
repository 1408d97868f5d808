{#- The median by ranks, because engines name it and interpolate it each in their own
    way: the middle gap, or the mean of the two in the middle. -#}
with order_days_measured as (
    select * from {{ ref('int_order_days_measured') }}
),

gaps_ranked as (
    select
        profile_id,
        gap_days,
        row_number() over (partition by profile_id order by gap_days, order_date)
            as gap_rank,
        count(*) over (partition by profile_id) as count_gaps
    from order_days_measured
    where gap_days is not null
),

gaps_summed as (
    select
        profile_id,
        count_gaps,
        cast(avg(gap_days) as {{ dbt.type_numeric() }}) as median_gap_days
    from gaps_ranked
    where 2 * gap_rank between count_gaps and count_gaps + 2
    group by profile_id, count_gaps
)

select * from gaps_summed
