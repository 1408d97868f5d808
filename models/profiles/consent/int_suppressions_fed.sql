{{ config(materialized='view') }}

with suppressions_fed as (
    {{ feed_union('suppressions') }}
),

identity_records as (
    select * from {{ ref('identity_records') }}
),

identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
),

records_ordered as (
    select
        suppressions_fed.source_name,
        suppressions_fed.record_id,
        identity_records.record_key,
        min(identity_records.profile_id) as profile_id,
        min(identity_records.strongest_identifier_id) as identifier_id
    from suppressions_fed
    inner join identity_records
        on
            suppressions_fed.source_name = identity_records.source_name
            and suppressions_fed.record_id = identity_records.record_id
    group by
        suppressions_fed.source_name,
        suppressions_fed.record_id,
        identity_records.record_key
),

records_of_several as (
    select records_ordered.record_key
    from records_ordered
    inner join identifier_sightings
        on records_ordered.record_key = identifier_sightings.record_key
    where
        identifier_sightings.is_supported
        and identifier_sightings.parent_key is null
    group by records_ordered.record_key
    having count(*) > 1
),

-- Of a record with several identifiers nobody can tell which one the order is about.
suppressions_attributed as (
    select
        records_ordered.profile_id,
        case
            when records_of_several.record_key is null
                then records_ordered.identifier_id
        end as identifier_id,
        suppressions_fed.source_name,
        suppressions_fed.record_id,
        suppressions_fed.scope,
        suppressions_fed.reason,
        suppressions_fed.since as since_at,
        suppressions_fed.until as until_at,
        suppressions_fed.loaded_at
    from suppressions_fed
    left join records_ordered
        on
            suppressions_fed.source_name = records_ordered.source_name
            and suppressions_fed.record_id = records_ordered.record_id
    left join records_of_several
        on records_ordered.record_key = records_of_several.record_key
)

select * from suppressions_attributed
