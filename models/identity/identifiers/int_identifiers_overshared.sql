{#- How many people are behind a value is told by what else is on its records: `person`
    identifiers, and `contact` identifiers of another type. -#}
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

{%- if not is_increment() %}

identifiers_of_a_type as (
    select count(*) as count_identifiers
    from identifier_sightings
    inner join identifiers_counted
        on identifier_sightings.identifier_key = identifiers_counted.identifier_key
    group by identifier_sightings.record_key, identifiers_counted.identifier_type
),

fullest_record as (
    select max(count_identifiers) as count_identifiers
    from identifiers_of_a_type
),
{%- endif %}

values_suspected as (
    select
        identifiers_counted.identifier_key,
        identifiers_counted.identifier_type,
        identifier_types.max_profiles_per_value
    from identifiers_counted
    inner join identifier_types
        on identifiers_counted.identifier_type = identifier_types.identifier_type
    {%- if not is_increment() %}
    cross join fullest_record
    {%- endif %}
    where
        identifiers_counted.screen_reason is null
        and identifier_types.max_profiles_per_value is not null
        {%- if not is_increment() %}
        -- Few records, none with many identifiers of a type, cannot show many people.
        and identifiers_counted.count_records * fullest_record.count_identifiers
        > identifier_types.max_profiles_per_value
        {%- endif %}
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
        identifiers_telling.identifier_type
),

people_counted as (
    select
        identifier_key,
        max(max_profiles_per_value) as max_profiles_per_value,
        max(count_companions) as count_people
    from companions_counted
    group by identifier_key
    having max(count_companions) > max(max_profiles_per_value)
),

-- What is derived from an over-shared value ties the same people.
identifiers_with_derived as (
    select
        identifier_key,
        max_profiles_per_value,
        count_people
    from people_counted
    union all
    select
        identifiers_counted.identifier_key,
        people_counted.max_profiles_per_value,
        people_counted.count_people
    from people_counted
    inner join identifiers_counted
        on people_counted.identifier_key = identifiers_counted.parent_key
    {%- if is_increment() %}
    union all
    select
        identifiers_counted.identifier_key,
        identifier_types.max_profiles_per_value,
        identifier_types.max_profiles_per_value + 1 as count_people
    from identifiers_counted
    inner join {{ published('int_identifiers_judged') }} as stored
        on identifiers_counted.parent_key = stored.identifier_key
    inner join identifier_types
        on stored.identifier_type = identifier_types.identifier_type
    left join identifiers_counted as parents
        on stored.identifier_key = parents.identifier_key
    where
        stored.quarantine_reason = 'over_shared'
        and not stored.is_removed
        and parents.identifier_key is null
    {%- endif %}
),

identifiers_overshared as (
    select
        identifier_key,
        min(max_profiles_per_value) as max_profiles_per_value,
        max(count_people) as count_people
    from identifiers_with_derived
    group by identifier_key
)

select * from identifiers_overshared
