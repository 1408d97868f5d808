with source as (
    select * from {{ source('dmp', 'cookie_segments') }}
),

renamed as (
    select
        {{ dbt.concat(["'segment:'", 'id']) }} as record_id,
        id as cookie_segment_id,
        {{ normalize_identifier_text('dmp_id') }} as dmp_id,
        provider,
        taxonomy,
        segment_code,
        segment_name,
        cast(score as {{ dbt.type_numeric() }}) as score,
        cast(obtained_at as {{ dbt.type_timestamp() }}) as obtained_at,
        cast(expires_at as {{ dbt.type_timestamp() }}) as expires_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
