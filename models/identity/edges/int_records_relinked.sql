{#- The records whose star may look another way: touched ones, and those with an
    identifier that became usable or ceased to be. Empty where everything is resolved
    again. -#}
with records_touched as (
    select * from {{ ref('int_records_touched') }}
),

{%- if is_increment() %}

identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
),

identifiers_judged as (
    select * from {{ ref('int_identifiers_judged') }}
),
{%- endif %}

records_relinked as (
    select record_key
    from records_touched
    {%- if is_increment() %}
    union
    select identifier_sightings.record_key
    from identifiers_judged
    inner join identifier_sightings
        on identifiers_judged.identifier_key = identifier_sightings.identifier_key
    where identifiers_judged.usable_changed_in_run = {{ run_number() }}
    {%- endif %}
)

select * from records_relinked
