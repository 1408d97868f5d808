{#- Anonymous events that only a shared device tells of, each with the device's owner at
    its time; profile_id is null where nobody owned it then. -#}
{%- set events = source_feeds('identifiers') | selectattr('kind', 'equalto', 'events')
    | list -%}

with device_ownership as (
    select * from {{ ref('device_ownership') }}
),

devices_claimed as (
    select * from {{ ref('int_devices_claimed') }}
),

identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
    where is_supported
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

records_resolved as (
    select * from {{ ref('int_records_resolved') }}
),

devices_owned as (
    select
        identifier_key,
        identifier_id,
        priority
    from devices_claimed
    where
        identifier_key in (
            select device_ownership.identifier_key from device_ownership
        )
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
),

-- An address that too many people use still tells that it was not the device's owner.
records_of_people as (
    select records_seen.record_key
    from records_seen
    inner join identifier_sightings as sightings
        on records_seen.record_key = sightings.record_key
    inner join identifiers
        on sightings.identifier_key = identifiers.identifier_key
    where
        identifiers.identifier_kind <> 'device'
        and coalesce(identifiers.quarantine_reason, 'over_shared') = 'over_shared'
    group by records_seen.record_key
),

records_owned as (
    select
        records_seen.record_key,
        device_ownership.profile_id,
        device_ownership.owner_reason,
        records_seen.identifier_key
    from records_seen
    left join records_of_people
        on records_seen.record_key = records_of_people.record_key
    left join device_ownership
        on
            records_seen.identifier_key = device_ownership.identifier_key
            and records_seen.observed_at >= device_ownership.owned_from
            and (
                device_ownership.owned_to is null
                or records_seen.observed_at < device_ownership.owned_to
            )
    where
        records_seen.strength_rank = 1
        and records_of_people.record_key is null
)

select * from records_owned
