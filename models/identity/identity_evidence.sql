with identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

sightings_ranked as (
    select
        identifier_sightings.source_name,
        identifier_sightings.record_id,
        identifier_sightings.identifier_id,
        identifiers.identifier_key,
        identifiers.priority,
        row_number() over (
            partition by
                identifier_sightings.source_name, identifier_sightings.record_id
            order by identifiers.priority, identifier_sightings.identifier_id
        ) as strength_rank,
        identifier_sightings.is_authenticated,
        identifier_sightings.first_observed_at,
        identifier_sightings.last_observed_at
    from identifier_sightings
    inner join identifiers
        on identifier_sightings.identifier_id = identifiers.identifier_id
    where identifiers.is_usable
),

-- A star to the strongest identifier of the record: n - 1 edges, where all pairs
-- would be n * (n - 1) / 2.
star_edges as (
    select
        strongest.source_name,
        strongest.record_id,
        least(strongest.identifier_id, other.identifier_id) as identifier_a_id,
        greatest(strongest.identifier_id, other.identifier_id) as identifier_b_id,
        other.priority as weaker_priority,
        strongest.is_authenticated or other.is_authenticated as is_authenticated,
        greatest(
            strongest.first_observed_at, other.first_observed_at
        ) as first_observed_at,
        least(strongest.last_observed_at, other.last_observed_at) as last_observed_at
    from sightings_ranked as strongest
    inner join sightings_ranked as other
        on
            strongest.source_name = other.source_name
            and strongest.record_id = other.record_id
            and other.strength_rank > 1
    where strongest.strength_rank = 1
),

evidence_identified as (
    select
        {{ dbt.hash(dbt.concat([
            'identifier_a_id', "':'", 'identifier_b_id', "':'", 'source_name', "':'", 'record_id'
        ])) }} as evidence_id,
        identifier_a_id,
        identifier_b_id,
        source_name,
        record_id,
        weaker_priority,
        is_authenticated,
        first_observed_at,
        last_observed_at
    from star_edges
)

select * from evidence_identified
