{#- How many people are behind a value is told by what else is on its records: `person`
    identifiers, and `contact` identifiers of another type. -#}
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

identifiers_of_a_type as (
    select count(*) as count_identifiers
    from identifier_sightings
    group by source_name, record_id, identifier_type
),

fullest_record as (
    select max(count_identifiers) as count_identifiers
    from identifiers_of_a_type
),

-- Few records, none with many identifiers of a type, cannot show many people.
values_suspected as (
    select
        identifiers_grouped.identifier_id,
        identifiers_grouped.identifier_type,
        identifiers_grouped.identifier_value,
        identifier_types.max_profiles_per_value
    from identifiers_grouped
    inner join identifier_types
        on identifiers_grouped.identifier_type = identifier_types.identifier_type
    inner join identifiers_screened
        on identifiers_grouped.identifier_id = identifiers_screened.identifier_id
    cross join fullest_record
    where
        identifiers_screened.quarantine_reason is null
        and identifiers_grouped.count_records * fullest_record.count_identifiers
        > identifier_types.max_profiles_per_value
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
        values_suspected.identifier_type,
        values_suspected.identifier_value,
        values_suspected.max_profiles_per_value,
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
        values_suspected.identifier_type,
        values_suspected.identifier_value,
        values_suspected.max_profiles_per_value,
        companions_usable.identifier_type
),

people_counted as (
    select
        identifier_id,
        identifier_type,
        identifier_value,
        max_profiles_per_value,
        max(count_companions) as count_people
    from companions_counted
    group by
        identifier_id, identifier_type, identifier_value, max_profiles_per_value
),

identifiers_counted_over as (
    select
        identifier_id,
        identifier_type,
        identifier_value,
        max_profiles_per_value,
        count_people
    from people_counted
    where count_people > max_profiles_per_value
),

-- What is derived from an over-shared value ties the same people.
identifiers_with_derived as (
    select
        identifier_id,
        max_profiles_per_value,
        count_people
    from identifiers_counted_over
    union all
    select
        identifiers_grouped.identifier_id,
        identifiers_counted_over.max_profiles_per_value,
        identifiers_counted_over.count_people
    from identifiers_counted_over
    inner join identifier_types
        on identifiers_counted_over.identifier_type = identifier_types.derived_from
    inner join identifiers_grouped
        on
            identifier_types.identifier_type = identifiers_grouped.identifier_type
            and identifiers_counted_over.identifier_value
            = identifiers_grouped.parent_value
),

identifiers_overshared as (
    select
        identifier_id,
        min(max_profiles_per_value) as max_profiles_per_value,
        max(count_people) as count_people
    from identifiers_with_derived
    group by identifier_id
)

select * from identifiers_overshared
