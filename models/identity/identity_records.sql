with identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
),

identity_graph as (
    select * from {{ ref('identity_graph') }}
),

records_ranked as (
    select
        identifier_sightings.source_name,
        identifier_sightings.record_id,
        identity_graph.profile_id,
        identity_graph.identifier_id,
        row_number() over (
            partition by
                identifier_sightings.source_name, identifier_sightings.record_id
            order by identity_graph.priority, identity_graph.identifier_id
        ) as strength_rank,
        max(case when identifier_sightings.is_authenticated then 1 else 0 end) over (
            partition by
                identifier_sightings.source_name, identifier_sightings.record_id
        ) = 1 as is_authenticated
    from identifier_sightings
    inner join identity_graph
        on identifier_sightings.identifier_id = identity_graph.identifier_id
),

-- A record belongs to the profile of its strongest identifier.
records_owned as (
    select
        source_name,
        record_id,
        profile_id,
        identifier_id as strongest_identifier_id,
        is_authenticated
    from records_ranked
    where strength_rank = 1
)

select * from records_owned
