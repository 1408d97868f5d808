with identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
),

identifier_keys as (
    select * from {{ ref('identifier_keys') }}
),

-- In two steps: engines keep all that a count of distinct values has seen in memory.
identifiers_of_sources as (
    select
        identifier_sightings.identifier_key,
        identifier_sightings.source_name,
        max(identifier_sightings.parent_key) as parent_key,
        count(*) as count_records,
        sum(
            case when identifier_sightings.is_authenticated then 1 else 0 end
        ) as count_authenticated,
        min(identifier_sightings.first_observed_at) as first_observed_at,
        max(identifier_sightings.last_observed_at) as last_observed_at,
        min(identifier_sightings.first_loaded_at) as first_loaded_at,
        max(identifier_sightings.last_loaded_at) as last_loaded_at
    from identifier_sightings
    {%- if is_increment() %}
    inner join {{ ref('int_identifiers_touched') }} as touched
        on identifier_sightings.identifier_key = touched.identifier_key
    {%- endif %}
    where identifier_sightings.is_supported
    group by identifier_sightings.identifier_key, identifier_sightings.source_name
),

identifiers_grouped as (
    select
        identifier_key,
        max(parent_key) as parent_key,
        {{ dbt.cast('sum(count_records)', dbt.type_bigint()) }} as count_records,
        count(*) as count_sources,
        max(count_authenticated) > 0 as is_authenticated,
        min(first_observed_at) as first_observed_at,
        max(last_observed_at) as last_observed_at,
        min(first_loaded_at) as first_loaded_at,
        max(last_loaded_at) as last_loaded_at
    from identifiers_of_sources
    group by identifier_key
),

identifiers_named as (
    select
        identifiers_grouped.identifier_key,
        identifier_keys.identifier_id,
        identifier_keys.identifier_type,
        identifier_keys.identifier_value,
        identifiers_grouped.parent_key,
        identifiers_grouped.count_records,
        identifiers_grouped.count_sources,
        identifiers_grouped.is_authenticated,
        identifiers_grouped.first_observed_at,
        identifiers_grouped.last_observed_at,
        identifiers_grouped.first_loaded_at,
        identifiers_grouped.last_loaded_at
    from identifiers_grouped
    inner join identifier_keys
        on identifiers_grouped.identifier_key = identifier_keys.identifier_key
)

select * from identifiers_named
