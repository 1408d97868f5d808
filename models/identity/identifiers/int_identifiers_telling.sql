{{ config(materialized='ephemeral') }}

with identifiers_counted as (
    select * from {{ ref('int_identifiers_counted') }}
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
)

select * from identifiers_telling
