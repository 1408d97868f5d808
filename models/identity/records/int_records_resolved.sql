{{ config(materialized='increment', meta={'key': ['record_key']}) }}

{%- set columns = [
    'source_name', 'record_id', 'profile_id', 'strongest_identifier_id',
    'is_authenticated',
] -%}

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

{%- if is_increment() %}

newest_change as (
    select coalesce(max(changed_in_run), 0) as run_number
    from {{ this }}
),

identifiers_moved as (
    select identifiers.identifier_key
    from identity_graph
    inner join identifiers on identity_graph.identifier_id = identifiers.identifier_id
    cross join newest_change
    where identity_graph.run_number > newest_change.run_number
    union all
    select judged.identifier_key
    from {{ ref('int_identifiers_judged') }} as judged
    cross join newest_change
    where judged.usable_changed_in_run > newest_change.run_number
),

records_moved as (
    select identifier_sightings.record_key
    from identifier_sightings
    inner join identifiers_moved
        on identifier_sightings.identifier_key = identifiers_moved.identifier_key
    union
    select identifier_sightings.record_key
    from identifier_sightings
    cross join newest_change
    where identifier_sightings.changed_in_run > newest_change.run_number
),

records_stored as (
    select
        stored.*,
        false as is_removed
    from {{ this }} as stored
    inner join records_moved on stored.record_key = records_moved.record_key
),
{%- endif %}

sightings_ranked as (
    select
        identifier_sightings.record_key,
        identity_graph.profile_id,
        identity_graph.identifier_id,
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
    inner join records_moved as touched
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
        sightings_ranked.is_authenticated
    from sightings_ranked
    inner join record_keys on sightings_ranked.record_key = record_keys.record_key
    where sightings_ranked.strength_rank = 1
),

{{ changes_of('records_owned', 'records_stored', ['record_key'], columns) }},

records_changed as (
    select
        record_key,
        source_name,
        record_id,
        profile_id,
        strongest_identifier_id,
        {{ last_commit().number }} as changed_in_run,
        {%- if is_increment() %}
        is_removed,
        {%- endif %}
        is_authenticated
    from rows_changed
)

select * from records_changed
