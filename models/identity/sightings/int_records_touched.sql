{#- The records that say something else than when the last run counted: their sightings
    changed, or one of their identifiers expired or came back to life as time went on.
    Empty where everything is resolved again. -#}
{%- set expiring = identifier_types().items() | selectattr('1.lifetime_days') | list -%}

with identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
),

records_changed as (
    select record_key
    from identifier_sightings
    where
        changed_in_run = {{ run_number() }}
        {%- if not is_increment() %}
        and 1 = 0
        {%- endif %}
    group by record_key
    {%- if expiring and is_increment() %}
    union
    select identifier_sightings.record_key
    from identifier_sightings
    inner join {{ published('int_identifiers_judged') }} as judged
        on identifier_sightings.identifier_key = judged.identifier_key
    cross join {{ ref('identity_as_of') }} as identity_as_of
    where
        1 = 0
        {%- for name, rule in expiring %}
        or (
            judged.identifier_type = '{{ name }}'
            and coalesce(judged.screen_reason, 'expired') = 'expired'
            and (judged.screen_reason is not null) <> (
                judged.last_observed_at < {{ days_before(
                    'identity_as_of.as_of_at', rule.lifetime_days
                ) }}
            )
        )
        {%- endfor %}
    {%- endif %}
)

select * from records_changed
