{#- How far apart the people behind a value are is told by what else is on its records:
    `person` identifiers and, for a value that never meets one, `contact` identifiers of
    another type. -#}
with identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
),

identifier_types as (
    select * from {{ ref('identifier_types') }}
),

identifiers_grouped as (
    select * from {{ ref('int_identifiers_grouped') }}
),

identifiers_screened as (
    select * from {{ ref('int_identifiers_screened') }}
),

-- Fewer records than the limit cannot show more people than the limit.
values_suspected as (
    select
        identifiers_grouped.identifier_id,
        identifiers_grouped.identifier_type,
        identifier_types.max_profiles_per_value
    from identifiers_grouped
    inner join identifier_types
        on identifiers_grouped.identifier_type = identifier_types.identifier_type
    inner join identifiers_screened
        on identifiers_grouped.identifier_id = identifiers_screened.identifier_id
    where
        identifiers_screened.quarantine_reason is null
        and identifiers_grouped.count_records > identifier_types.max_profiles_per_value
),

companions_usable as (
    select
        identifier_sightings.source_name,
        identifier_sightings.record_id,
        identifier_sightings.identifier_id,
        identifier_sightings.identifier_type,
        identifier_types.identifier_kind
    from identifier_sightings
    inner join identifier_types
        on identifier_sightings.identifier_type = identifier_types.identifier_type
    inner join identifiers_screened
        on identifier_sightings.identifier_id = identifiers_screened.identifier_id
    where
        identifiers_screened.quarantine_reason is null
        and identifier_types.identifier_kind in ('person', 'contact')
),

-- Counted a type at a time: one person has an id in each of several systems.
companions_counted as (
    select
        values_suspected.identifier_id,
        values_suspected.max_profiles_per_value,
        companions_usable.identifier_kind,
        companions_usable.identifier_type,
        count(distinct companions_usable.identifier_id) as count_companions
    from values_suspected
    inner join identifier_sightings
        on values_suspected.identifier_id = identifier_sightings.identifier_id
    inner join companions_usable
        on
            identifier_sightings.source_name = companions_usable.source_name
            and identifier_sightings.record_id = companions_usable.record_id
            and values_suspected.identifier_type <> companions_usable.identifier_type
    group by
        values_suspected.identifier_id,
        values_suspected.max_profiles_per_value,
        companions_usable.identifier_kind,
        companions_usable.identifier_type
),

people_counted as (
    select
        identifier_id,
        max_profiles_per_value,
        max(
            case when identifier_kind = 'person' then count_companions end
        ) as count_persons,
        max(count_companions) as count_contacts_or_persons
    from companions_counted
    group by identifier_id, max_profiles_per_value
),

identifiers_overshared as (
    select
        identifier_id,
        max_profiles_per_value,
        coalesce(count_persons, count_contacts_or_persons) as count_people
    from people_counted
    where coalesce(count_persons, count_contacts_or_persons) > max_profiles_per_value
)

select * from identifiers_overshared
