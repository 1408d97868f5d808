{{ config(materialized='ephemeral') }}

{#- Events on owned devices whose strongest identifier, if they have any, is the device;
    the first of several devices. -#}
{%- set events = source_feeds('identifiers') | selectattr('kind', 'equalto', 'events')
    | list -%}

with devices_with_owners as (
    select identifier_key
    from {{ ref('device_ownership') }}
    group by identifier_key
),

devices_claimed as (
    select * from {{ ref('int_devices_claimed') }}
),

identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
    where is_supported
),

records_resolved as (
    select * from {{ ref('int_records_resolved') }}
),

devices_owned as (
    select
        devices_claimed.identifier_key,
        devices_claimed.identifier_id,
        devices_claimed.priority
    from devices_claimed
    inner join devices_with_owners
        on devices_claimed.identifier_key = devices_with_owners.identifier_key
),

-- A record whose strongest identifier is another one is whoever's that is.
records_seen as (
    select
        sightings.record_key,
        sightings.identifier_key,
        sightings.first_observed_at as observed_at,
        row_number() over (
            partition by sightings.record_key
            order by devices_owned.priority, devices_owned.identifier_id
        ) as strength_rank
    from devices_owned
    inner join identifier_sightings as sightings
        on devices_owned.identifier_key = sightings.identifier_key
    left join records_resolved
        on sightings.record_key = records_resolved.record_key
    where
        sightings.source_name in ({{ names_quoted(events) }})
        and coalesce(
            records_resolved.strongest_identifier_id, devices_owned.identifier_id
        ) = devices_owned.identifier_id
)

select * from records_seen
