{{ config(materialized='view') }}

{#- Whose each record is: its strongest identifier's profile, or for an anonymous event
    on a shared device the one that owned the device at the time. -#}
with records_resolved as (
    select * from {{ ref('int_records_resolved') }}
),

records_of_devices as (
    select * from {{ ref('int_records_of_devices') }}
),

record_keys as (
    select * from {{ ref('record_keys') }}
),

identifier_keys as (
    select * from {{ ref('identifier_keys') }}
),

records_unioned as (
    select
        records_resolved.record_key,
        records_resolved.source_name,
        records_resolved.record_id,
        records_resolved.profile_id,
        records_resolved.strongest_identifier_id,
        'identifier' as owner_reason,
        records_resolved.is_authenticated
    from records_resolved
    left join records_of_devices
        on records_resolved.record_key = records_of_devices.record_key
    where records_of_devices.record_key is null
    union all
    select
        records_of_devices.record_key,
        record_keys.source_name,
        record_keys.record_id,
        records_of_devices.profile_id,
        identifier_keys.identifier_id as strongest_identifier_id,
        records_of_devices.owner_reason,
        false as is_authenticated
    from records_of_devices
    inner join record_keys
        on records_of_devices.record_key = record_keys.record_key
    inner join identifier_keys
        on records_of_devices.identifier_key = identifier_keys.identifier_key
    where records_of_devices.profile_id is not null
)

select * from records_unioned
