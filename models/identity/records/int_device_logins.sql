{#- Who proved at which instant on a device who they are. -#}
with devices_claimed as (
    select * from {{ ref('int_devices_claimed') }}
),

identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
),

records_resolved as (
    select * from {{ ref('int_records_resolved') }}
),

-- Two at one instant are no evidence of order; any one of them will do.
logins_seen as (
    select
        devices_claimed.identifier_key,
        devices_claimed.is_over_shared,
        identifier_sightings.first_observed_at as logged_in_at,
        min(records_resolved.profile_id) as profile_id
    from devices_claimed
    inner join identifier_sightings
        on devices_claimed.identifier_key = identifier_sightings.identifier_key
    inner join records_resolved
        on identifier_sightings.record_key = records_resolved.record_key
    where
        identifier_sightings.is_supported
        and records_resolved.is_authenticated
        and records_resolved.strongest_identifier_kind <> 'device'
    group by
        devices_claimed.identifier_key,
        devices_claimed.is_over_shared,
        identifier_sightings.first_observed_at
),

owners_counted as (
    select
        identifier_key,
        count(distinct profile_id) as count_owners
    from logins_seen
    group by identifier_key
),

-- A device in the graph that one profile logs in on is that profile's.
logins_shared as (
    select
        logins_seen.identifier_key,
        logins_seen.logged_in_at,
        logins_seen.profile_id,
        logins_seen.is_over_shared,
        owners_counted.count_owners
    from logins_seen
    inner join owners_counted
        on logins_seen.identifier_key = owners_counted.identifier_key
    where logins_seen.is_over_shared or owners_counted.count_owners > 1
)

select * from logins_shared
