with identifiers_read as (
    select * from {{ ref('int_identifiers_read') }}
),

identifier_keys as (
    select * from {{ ref('identifier_keys') }}
),

parent_keys as (
    select
        identifier_key,
        identifier_type,
        identifier_value
    from identifier_keys
    where identifier_type in (
        {%- for rule in identifier_types().values() if rule.derived_from %}
        '{{ rule.derived_from }}',
        {%- endfor %}
        ''
    )
),

-- A version that names nobody counts as a version, under the key 0.
sightings_identified as (
    select
        identifiers_read.source_name,
        identifiers_read.record_id,
        coalesce(identifier_keys.identifier_key, 0) as identifier_key,
        parent_keys.identifier_key as parent_key,
        identifier_keys.identifier_key is not null
        and not identifiers_read.is_deleted as is_supported,
        identifiers_read.is_authenticated,
        identifiers_read.observed_at,
        identifiers_read.loaded_at
    from identifiers_read
    left join identifier_keys
        on
            identifiers_read.identifier_type = identifier_keys.identifier_type
            and identifiers_read.identifier_value = identifier_keys.identifier_value
    left join parent_keys
        on
            identifiers_read.parent_type = parent_keys.identifier_type
            and identifiers_read.parent_value = parent_keys.identifier_value
)

select * from sightings_identified
