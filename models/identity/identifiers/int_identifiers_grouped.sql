{#- In whole numbers: text is looked up where it is judged, and not copied on. -#}
with identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
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
)

select * from identifiers_grouped
