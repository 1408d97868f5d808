{#- The identifiers whose people may have to be counted anew: the touched ones, and
    those on records of an identifier that became usable or ceased to be. -#}
{%- set columns = [
    'identifier_key', 'parent_key', 'count_records', 'count_sources', 'is_authenticated',
    'first_observed_at', 'last_observed_at', 'first_loaded_at', 'last_loaded_at',
] -%}

with identifiers_grouped as (
    select * from {{ ref('int_identifiers_grouped') }}
),

identifiers_screened as (
    select * from {{ ref('int_identifiers_screened') }}
),

{%- if is_increment() %}

identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
),

identifiers_stored as (
    select * from {{ published('int_identifiers_judged') }}
),

records_rescreened as (
    select identifier_sightings.record_key
    from {{ ref('int_identifiers_touched') }} as touched
    inner join identifiers_stored
        on touched.identifier_key = identifiers_stored.identifier_key
    left join identifiers_screened
        on touched.identifier_key = identifiers_screened.identifier_key
    inner join identifier_sightings
        on identifiers_stored.identifier_key = identifier_sightings.identifier_key
    where
        (identifiers_stored.screen_reason is null) <> (
            identifiers_screened.identifier_key is not null
            and identifiers_screened.screen_reason is null
        )
    group by identifier_sightings.record_key
),

identifiers_beside as (
    select identifier_sightings.identifier_key
    from records_rescreened
    inner join identifier_sightings
        on records_rescreened.record_key = identifier_sightings.record_key
    group by identifier_sightings.identifier_key
),
{%- endif %}

identifiers_counted as (
    select
        identifiers_grouped.{{ columns | join(',\n        identifiers_grouped.') }},
        identifiers_screened.identifier_type,
        identifiers_screened.screen_reason
    from identifiers_grouped
    inner join identifiers_screened
        on identifiers_grouped.identifier_key = identifiers_screened.identifier_key
    {%- if is_increment() %}
    union all
    select
        identifiers_stored.{{ columns | join(',\n        identifiers_stored.') }},
        identifiers_stored.identifier_type,
        identifiers_stored.screen_reason
    from identifiers_stored
    inner join identifiers_beside
        on identifiers_stored.identifier_key = identifiers_beside.identifier_key
    left join {{ ref('int_identifiers_touched') }} as touched
        on identifiers_stored.identifier_key = touched.identifier_key
    where touched.identifier_key is null and not identifiers_stored.is_removed
    {%- endif %}
)

select * from identifiers_counted
