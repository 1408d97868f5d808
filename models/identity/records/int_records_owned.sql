{{ config(materialized='ephemeral') }}

{#- Which profile each record is of that the run looks at. -#}
with identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
),

record_keys as (
    select * from {{ ref('record_keys') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

identity_graph as (
    select * from {{ ref('identity_graph') }}
),

sightings_ranked as (
    select
        identifier_sightings.record_key,
        identity_graph.profile_id,
        identity_graph.identifier_id,
        identity_graph.identifier_kind,
        row_number() over (
            partition by identifier_sightings.record_key
            order by identity_graph.priority, identity_graph.identifier_id
        ) as strength_rank,
        max(case when identifier_sightings.is_authenticated then 1 else 0 end) over (
            partition by identifier_sightings.record_key
        ) = 1 as is_authenticated
    from identifier_sightings
    inner join identifiers
        on identifier_sightings.identifier_key = identifiers.identifier_key
    inner join identity_graph
        on identifiers.identifier_id = identity_graph.identifier_id
    {%- if is_increment() %}
    inner join {{ ref('int_records_moved') }} as touched
        on identifier_sightings.record_key = touched.record_key
    {%- endif %}
    where identifier_sightings.is_supported
),

-- A record belongs to the profile of its strongest identifier.
records_owned as (
    select
        record_keys.record_key,
        record_keys.source_name,
        record_keys.record_id,
        sightings_ranked.profile_id,
        sightings_ranked.identifier_id as strongest_identifier_id,
        sightings_ranked.identifier_kind as strongest_identifier_kind,
        sightings_ranked.is_authenticated
    from sightings_ranked
    inner join record_keys on sightings_ranked.record_key = record_keys.record_key
    where sightings_ranked.strength_rank = 1
)

select * from records_owned
