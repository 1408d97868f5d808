{{ config(materialized='view') }}

{#- Each sighting with a mark on what the record's newest version supports. A newer
    version of a record replaces the older ones, which then support nothing. -#}
{%- set sources = source_feeds('identifiers') -%}
{%- set versioned = sources | selectattr('kind', 'equalto', 'entities') | list -%}

with sightings_known as (
    select * from {{ ref('int_sightings_known') }}
),

versions_compared as (
    select
        *,
        first_value(version_observed_at) over (
            partition by record_key
            order by version_observed_at desc, version_loaded_at desc
        ) as newest_observed_at,
        first_value(version_loaded_at) over (
            partition by record_key
            order by version_observed_at desc, version_loaded_at desc
        ) as newest_loaded_at
    from sightings_known
    where source_name in ({{ names_quoted(versioned) }})
),

sightings_versioned as (
    select
        source_name,
        record_key,
        identifier_key,
        parent_key,
        is_supported
        and version_observed_at = newest_observed_at
        and version_loaded_at = newest_loaded_at as is_supported,
        is_authenticated,
        newest_observed_at,
        newest_loaded_at,
        first_observed_at,
        last_observed_at,
        first_loaded_at,
        last_loaded_at
    from versions_compared
    union all
    select
        source_name,
        record_key,
        identifier_key,
        parent_key,
        is_supported,
        is_authenticated,
        version_observed_at as newest_observed_at,
        version_loaded_at as newest_loaded_at,
        first_observed_at,
        last_observed_at,
        first_loaded_at,
        last_loaded_at
    from sightings_known
    where source_name not in ({{ names_quoted(versioned) }})
)

select * from sightings_versioned
