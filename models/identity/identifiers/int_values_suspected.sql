{{ config(materialized='view') }}

{#- Values on so few records that they cannot be over-shared are not looked at. -#}
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

values_on_records as (
    select
        values_suspected.identifier_key,
        values_suspected.identifier_type,
        values_suspected.max_profiles_per_value,
        identifier_sightings.record_key
    from values_suspected
    inner join identifier_sightings
        on values_suspected.identifier_key = identifier_sightings.identifier_key
)

select * from values_on_records
