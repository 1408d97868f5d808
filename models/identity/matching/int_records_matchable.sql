{{ config(enabled=scored_pairs_model() != '') }}

{#- What a score may tie: records of entities, each told by its strongest usable
    identifier. -#}
with identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
    where
        is_supported
        and source_name in (
            ''
            {%- for source in source_feeds('identifiers')
                if source.kind == 'entities' %},
            '{{ source.name }}'
            {%- endfor %}
        )
),

identifiers as (
    select * from {{ ref('identifiers') }}
    where is_usable
),

record_keys as (
    select * from {{ ref('record_keys') }}
),

sightings_ranked as (
    select
        identifier_sightings.record_key,
        identifier_sightings.identifier_key,
        identifiers.identifier_id,
        identifiers.priority,
        row_number() over (
            partition by identifier_sightings.record_key
            order by identifiers.priority, identifiers.identifier_id
        ) as strength_rank,
        identifiers.is_bridge,
        identifier_sightings.first_observed_at,
        identifier_sightings.last_observed_at
    from identifier_sightings
    inner join identifiers
        on identifier_sightings.identifier_key = identifiers.identifier_key
),

records_matchable as (
    select
        sightings_ranked.record_key,
        record_keys.source_name,
        record_keys.record_id,
        sightings_ranked.identifier_key,
        sightings_ranked.identifier_id,
        sightings_ranked.priority,
        sightings_ranked.is_bridge,
        sightings_ranked.first_observed_at,
        sightings_ranked.last_observed_at
    from sightings_ranked
    inner join record_keys on sightings_ranked.record_key = record_keys.record_key
    where sightings_ranked.strength_rank = 1
)

select * from records_matchable
