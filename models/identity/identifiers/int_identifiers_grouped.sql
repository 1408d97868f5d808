with identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
),

identifiers_grouped as (
    select
        identifier_id,
        identifier_type,
        identifier_value,
        max(parent_value) as parent_value,
        count(*) as count_records,
        count(distinct source_name) as count_sources,
        max(case when is_authenticated then 1 else 0 end) = 1 as is_authenticated,
        min(first_observed_at) as first_observed_at,
        max(last_observed_at) as last_observed_at,
        min(first_loaded_at) as first_loaded_at,
        max(last_loaded_at) as last_loaded_at
    from identifier_sightings
    group by identifier_id, identifier_type, identifier_value
)

select * from identifiers_grouped
