{{ config(enabled=var('cdp_demo')) }}

with records as (
    select
        cluster_id,
        person_id,
        sum(count_records) as count_records
    from {{ ref('int_records_labelled') }}
    group by cluster_id, person_id
),

records_in_context as (
    select
        cluster_id,
        person_id,
        count_records,
        sum(count_records) over (partition by cluster_id) as count_cluster_records,
        sum(count_records) over (partition by person_id) as count_person_records
    from records
),

-- B-cubed asks of each record with which share of its profile, and of its person, it is
-- rightly.
records_scored as (
    select
        sum(1.0 * count_records * count_records / count_cluster_records)
        / sum(count_records) as b_cubed_precision,
        sum(1.0 * count_records * count_records / count_person_records)
        / sum(count_records) as b_cubed_recall
    from records_in_context
)

select * from records_scored
