{{ config(materialized='view') }}

{#- What the run read of each record beside what is kept of it, with a mark on what the
    record's newest version supports. A newer version of a record replaces the older
    ones, which then support nothing; events are all of one version. Of a source that is
    compared, nothing counts but what was read. -#}
{%- set sources = source_feeds('identifiers') -%}
{%- set versioned = sources | selectattr('kind', 'equalto', 'entities') | list -%}
{%- set compared = sources | selectattr('deletes', 'equalto', 'compare') | list -%}
{%- set epoch = "cast('1970-01-01' as " ~ dbt.type_timestamp() ~ ")" -%}

with sightings_keyed as (
    select * from {{ ref('int_sightings_keyed') }}
),

sightings_known as (
    select
        source_name,
        record_key,
        identifier_key,
        parent_key,
        is_supported,
        is_authenticated,
        case
            when source_name in ({{ names_quoted(versioned) }}) then observed_at
            else {{ epoch }}
        end as version_observed_at,
        case
            when source_name in ({{ names_quoted(versioned) }}) then loaded_at
            else {{ epoch }}
        end as version_loaded_at,
        observed_at as first_observed_at,
        observed_at as last_observed_at,
        loaded_at as first_loaded_at,
        loaded_at as last_loaded_at
    from sightings_keyed
    {%- if is_increment() %}
    union all
    select
        kept.source_name,
        kept.record_key,
        kept.identifier_key,
        {%- for column, otherwise in {
            'parent_key': 'null',
            'is_supported': 'false',
            'is_authenticated': 'false',
            'version_observed_at': epoch,
            'version_loaded_at': epoch,
            'first_observed_at': 'null',
            'last_observed_at': 'null',
            'first_loaded_at': 'null',
            'last_loaded_at': 'null',
        }.items() %}
        case
            when kept.source_name in ({{ names_quoted(compared) }}) then {{ otherwise }}
            else kept.{{ column }}
        end as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ published('identifier_sightings') }} as kept
    inner join {{ ref('int_records_read') }} as records_read
        on kept.record_key = records_read.record_key
    {%- endif %}
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
