{#- Anonymous events that only a shared device tells of, each with the device's owner at
    its time; profile_id is null where nobody owned it then. -#}
with device_ownership as (
    select * from {{ ref('device_ownership') }}
),

records_seen as (
    select * from {{ ref('int_records_on_devices') }}
    where strength_rank = 1
),

identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
    where is_supported
),

identifiers as (
    select * from {{ ref('identifiers') }}
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
    where records_of_people.record_key is null
)

select * from records_owned
