{#- How far apart the people behind a value are is told by what else is on its records:
    `person` identifiers and, for a value that never meets one, `contact` identifiers of
    another type. -#}
with identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
    where is_supported
),

identifier_types as (
    select * from {{ ref('identifier_types') }}
),

identifiers_counted as (
    select * from {{ ref('int_identifiers_counted') }}
),

-- Fewer records than the limit cannot show more people than the limit.
values_suspected as (
    select
        identifiers_counted.identifier_key,
        identifiers_counted.identifier_type,
        identifier_types.max_profiles_per_value
    from identifiers_counted
    inner join identifier_types
        on identifiers_counted.identifier_type = identifier_types.identifier_type
    where
        identifiers_counted.screen_reason is null
        and identifiers_counted.count_records > identifier_types.max_profiles_per_value
),

records_suspected as (
    select
        values_suspected.identifier_key,
        values_suspected.identifier_type,
        values_suspected.max_profiles_per_value,
        identifier_sightings.record_key
    from values_suspected
    inner join identifier_sightings
        on values_suspected.identifier_key = identifier_sightings.identifier_key
),

-- Whether a value tells of people: one that is quarantined for itself does not.
identifiers_telling as (
    select
        identifier_key,
        identifier_type
    from identifiers_counted
    where screen_reason is null
    {%- if is_increment() %}
    union all
    select
        stored.identifier_key,
        stored.identifier_type
    from {{ published('int_identifiers_judged') }} as stored
    left join identifiers_counted
        on stored.identifier_key = identifiers_counted.identifier_key
    where
        identifiers_counted.identifier_key is null
        and stored.screen_reason is null
        and not stored.is_removed
    {%- endif %}
),

-- Counted a type at a time: one person has an id in each of several systems.
companions_counted as (
    select
        records_suspected.identifier_key,
        records_suspected.max_profiles_per_value,
        identifier_types.identifier_kind,
        identifiers_telling.identifier_type,
        count(distinct identifiers_telling.identifier_key) as count_companions
    from records_suspected
    inner join identifier_sightings
        on records_suspected.record_key = identifier_sightings.record_key
    inner join identifiers_telling
        on identifier_sightings.identifier_key = identifiers_telling.identifier_key
    inner join identifier_types
        on identifiers_telling.identifier_type = identifier_types.identifier_type
    where
        identifier_types.identifier_kind in ('person', 'contact')
        and records_suspected.identifier_type <> identifiers_telling.identifier_type
    group by
        records_suspected.identifier_key,
        records_suspected.max_profiles_per_value,
        identifier_types.identifier_kind,
        identifiers_telling.identifier_type
),

people_counted as (
    select
        identifier_key,
        max_profiles_per_value,
        max(
            case when identifier_kind = 'person' then count_companions end
        ) as count_persons,
        max(count_companions) as count_contacts_or_persons
    from companions_counted
    group by identifier_key, max_profiles_per_value
),

identifiers_overshared as (
    select
        identifier_key,
        max_profiles_per_value,
        coalesce(count_persons, count_contacts_or_persons) as count_people
    from people_counted
    where coalesce(count_persons, count_contacts_or_persons) > max_profiles_per_value
)

select * from identifiers_overshared
