with feeds_unioned as (
    {%- for source in source_feeds('identifiers') %}
    select
        source_name,
        record_id,
        identifier_type,
        identifier_value,
        {%- if source.kind == 'entities' %}
        {{ record_version_rank('observed_at') }} as version_rank,
        {%- else %}
        1 as version_rank,
        {%- endif %}
        is_authenticated,
        is_deleted,
        observed_at,
        loaded_at
    from {{ source.relation }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- A newer version of a record replaces the older ones, which then support nothing.
identifiers_flagged as (
    select
        source_name,
        record_id,
        identifier_type,
        identifier_value,
        version_rank = 1 and not is_deleted as is_supported,
        version_rank = 1 and not is_deleted and is_authenticated as is_authenticated,
        observed_at,
        loaded_at
    from feeds_unioned
    where identifier_value is not null
)

select * from identifiers_flagged
