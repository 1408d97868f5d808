{#- The rows of the feeds that the run reads: those loaded since the last time, or all
    of a source whose deletions show only by comparing. -#}
{%- set read_from = feed_watermarks() -%}
{%- set derived = identifier_types().items() | selectattr('1.derived_from') | list -%}

with rows_fed as (
    {%- for source in source_feeds('identifiers') %}
    select
        source_name,
        record_id,
        identifier_type,
        identifier_value,
        is_authenticated,
        is_deleted,
        observed_at,
        loaded_at
    from {{ source.relation }}
    {%- if source.kind == 'events' %}
    where identifier_value is not null
    {%- else %}
    where 1 = 1
    {%- endif %}
    {%- if source.name in read_from and source.deletes != 'compare' %}
    and loaded_at >= cast(
        '{{ read_from[source.name] }}' as {{ dbt.type_timestamp() }}
    )
    {%- endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- What is erased is not read again, however late a row brings it.
rows_kept as (
    select * from rows_fed
    where
        {{ without_erased_records() | indent(8) }}
        and {{ without_erased_identifiers('identifier_type', 'identifier_value') }}
),

-- A clear value also yields its hash, so that a partner's hashed e-mail meets it.
rows_with_derived as (
    select
        source_name,
        record_id,
        identifier_type,
        identifier_value,
        cast(null as {{ dbt.type_string() }}) as parent_type,
        cast(null as {{ dbt.type_string() }}) as parent_value,
        is_authenticated,
        is_deleted,
        observed_at,
        loaded_at
    from rows_kept
    {%- for name, rule in derived %}
    union all
    select
        source_name,
        record_id,
        '{{ name }}' as identifier_type,
        {{ sha256_hex('identifier_value') }} as identifier_value,
        identifier_type as parent_type,
        identifier_value as parent_value,
        is_authenticated,
        is_deleted,
        observed_at,
        loaded_at
    from rows_kept
    where identifier_type = '{{ rule.derived_from }}' and identifier_value <> ''
    {%- endfor %}
)

select * from rows_with_derived
