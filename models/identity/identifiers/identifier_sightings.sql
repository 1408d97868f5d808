{%- set derived = identifier_types().items() | selectattr('1.derived_from') | list -%}

with identifiers_unioned as (
    select * from {{ ref('int_identifiers_unioned') }}
),

-- A clear value also yields its hash, so that a partner's hashed e-mail meets it.
identifiers_with_derived as (
    select
        source_name,
        record_id,
        identifier_type,
        identifier_value,
        cast(null as {{ dbt.type_string() }}) as parent_value,
        is_supported,
        is_authenticated,
        observed_at,
        loaded_at
    from identifiers_unioned
    {%- for name, rule in derived %}
    union all
    select
        source_name,
        record_id,
        '{{ name }}' as identifier_type,
        {{ sha256_hex('identifier_value') }} as identifier_value,
        identifier_value as parent_value,
        is_supported,
        is_authenticated,
        observed_at,
        loaded_at
    from identifiers_unioned
    where identifier_type = '{{ rule.derived_from }}' and identifier_value <> ''
    {%- endfor %}
),

sightings_grouped as (
    select
        source_name,
        record_id,
        identifier_type,
        identifier_value,
        max(parent_value) as parent_value,
        max(case when is_authenticated then 1 else 0 end) = 1 as is_authenticated,
        min(observed_at) as first_observed_at,
        max(observed_at) as last_observed_at,
        min(loaded_at) as first_loaded_at,
        max(loaded_at) as last_loaded_at
    from identifiers_with_derived
    group by source_name, record_id, identifier_type, identifier_value
    having max(case when is_supported then 1 else 0 end) = 1
),

sightings_identified as (
    select
        {{ identifier_id('identifier_type', 'identifier_value') }} as identifier_id,
        source_name,
        record_id,
        identifier_type,
        identifier_value,
        parent_value,
        is_authenticated,
        first_observed_at,
        last_observed_at,
        first_loaded_at,
        last_loaded_at
    from sightings_grouped
)

select * from sightings_identified
