{{ config(materialized='view') }}

{#- The identifiers of which records may say something else than when the last run
    counted. Empty where everything is resolved again. -#}
with attributes_compared as (
    select * from {{ ref('int_attributes_compared') }}
),

record_keys as (
    select * from {{ ref('record_keys') }}
),

identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
),

identifiers_touched as (
    select * from {{ ref('int_identifiers_touched') }}
),

-- Of a person's record that came or went, or of one that says something else.
identifiers_redescribed as (
    select identifier_key
    from identifiers_touched
    union
    select identifier_sightings.identifier_key
    from attributes_compared
    inner join record_keys
        on
            attributes_compared.source_name = record_keys.source_name
            and attributes_compared.record_id = record_keys.record_id
    inner join identifier_sightings
        on record_keys.record_key = identifier_sightings.record_key
    where
        attributes_compared.changed_in_run = {{ run_number() }}
        {%- if not is_increment() %}
        and 1 = 0
        {%- endif %}
)

select * from identifiers_redescribed
