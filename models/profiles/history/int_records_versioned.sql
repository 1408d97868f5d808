{{ config(materialized='view') }}

with versions_ranked as (
    {%- for source in source_feeds('identifiers') if source.kind == 'entities' %}
    select
        source_name,
        record_id,
        {{ record_version_rank('observed_at') }} as version_rank,
        loaded_at
    from {{ source.relation }}
    where {{ without_erased_records() | indent(4) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    select
        cast(null as {{ dbt.type_string() }}) as source_name,
        cast(null as {{ dbt.type_string() }}) as record_id,
        1 as version_rank,
        cast(null as {{ dbt.type_timestamp() }}) as loaded_at
    limit 0
    {%- endfor %}
),

newest_versions as (
    select distinct
        source_name,
        record_id,
        loaded_at
    from versions_ranked
    where version_rank = 1
)

select * from newest_versions
