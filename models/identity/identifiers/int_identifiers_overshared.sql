with people_counted as (
    select * from {{ ref('int_people_counted') }}
),

identifiers_counted as (
    select * from {{ ref('int_identifiers_counted') }}
),
{%- if is_increment() %}

identifier_types as (
    select * from {{ ref('identifier_types') }}
),
{%- endif %}

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
