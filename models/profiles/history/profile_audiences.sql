{{ config(materialized='history', meta={'row_key': ['profile_audience_id']}) }}

with audiences_ranked as (
    select * from {{ ref('int_audiences_ranked') }}
),

identity_records as (
    select * from {{ ref('identity_records') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

audiences_attributed as (
    select
        audiences_ranked.profile_audience_id,
        identity_records.profile_id,
        audiences_ranked.source_name,
        audiences_ranked.record_id,
        audiences_ranked.provider,
        audiences_ranked.taxonomy,
        audiences_ranked.audience_code,
        audiences_ranked.purpose,
        audiences_ranked.raw,
        audiences_ranked.score,
        coalesce(audiences_ranked.expires_at > identity_as_of.as_of_at, true)
            as is_current,
        audiences_ranked.obtained_at,
        audiences_ranked.expires_at,
        audiences_ranked.loaded_at
    from audiences_ranked
    left join identity_records
        on
            audiences_ranked.source_name = identity_records.source_name
            and audiences_ranked.record_id = identity_records.record_id
    cross join identity_as_of
    where audiences_ranked.row_rank = 1 and audiences_ranked.drop_reason is null
)

select * from audiences_attributed
