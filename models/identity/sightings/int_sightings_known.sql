{{ config(materialized='ephemeral') }}

{#- What the run read of each record beside what is kept of it. Events are all of one
    version; of a source that is compared, nothing counts but what was read. -#}
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
)

select * from sightings_known
