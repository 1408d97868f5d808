{{ config(
    materialized='increment',
    meta={'key': ['record_key', 'identifier_a_key', 'identifier_b_key']},
) }}

{%- set key = ['record_key', 'identifier_a_key', 'identifier_b_key'] -%}
{%- set columns = [
    'source_name', 'weaker_priority', 'is_bridge', 'is_authenticated',
    'first_observed_at', 'last_observed_at',
] -%}

with identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

{%- if is_increment() %}

evidence_stored as (
    select stored.*
    from {{ this }} as stored
    inner join {{ ref('int_records_relinked') }} as touched
        on stored.record_key = touched.record_key
),
{%- endif %}

sightings_ranked as (
    select
        identifier_sightings.source_name,
        identifier_sightings.record_key,
        identifier_sightings.identifier_key,
        identifiers.priority,
        row_number() over (
            partition by identifier_sightings.record_key
            order by identifiers.priority, identifiers.identifier_id
        ) as strength_rank,
        identifier_sightings.is_authenticated,
        identifiers.is_bridge,
        identifier_sightings.first_observed_at,
        identifier_sightings.last_observed_at
    from identifier_sightings
    inner join identifiers
        on identifier_sightings.identifier_key = identifiers.identifier_key
    {%- if is_increment() %}
    inner join {{ ref('int_records_relinked') }} as touched
        on identifier_sightings.record_key = touched.record_key
    {%- endif %}
    where identifier_sightings.is_supported and identifiers.is_usable
),

-- A star to the strongest identifier: n - 1 edges, where all pairs are n * (n - 1) / 2.
star_edges as (
    select
        strongest.record_key,
        least(strongest.identifier_key, other.identifier_key) as identifier_a_key,
        greatest(strongest.identifier_key, other.identifier_key) as identifier_b_key,
        strongest.source_name,
        other.priority as weaker_priority,
        strongest.is_bridge and other.is_bridge as is_bridge,
        strongest.is_authenticated or other.is_authenticated as is_authenticated,
        greatest(strongest.first_observed_at, other.first_observed_at)
            as first_observed_at,
        least(strongest.last_observed_at, other.last_observed_at) as last_observed_at
    from sightings_ranked as strongest
    inner join sightings_ranked as other
        on strongest.record_key = other.record_key and other.strength_rank > 1
    where strongest.strength_rank = 1
),

{{ changes_of('star_edges', 'evidence_stored', key, columns) }}

select * from rows_changed
