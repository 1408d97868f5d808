{{ config(enabled=var('cdp_demo')) }}

with labels as (
    select * from {{ source('labels', 'records') }}
),

identity_records as (
    select * from {{ ref('identity_records') }}
),

-- A record without a usable identifier stands alone.
records_labelled as (
    select
        labels.source_name,
        labels.person_id,
        coalesce(
            identity_records.profile_id,
            {{ dbt.concat(['labels.source_name', "':'", 'labels.record_id']) }}
        ) as cluster_id
    from labels
    left join identity_records
        on
            labels.source_name = identity_records.source_name
            and labels.record_id = identity_records.record_id
    where
        {{ without_erased_records('labels') | indent(8) }}
),

records_counted as (
    select
        source_name,
        person_id,
        cluster_id,
        count(*) as count_records
    from records_labelled
    group by source_name, person_id, cluster_id
)

select * from records_counted
