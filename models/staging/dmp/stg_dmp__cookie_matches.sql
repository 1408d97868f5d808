with source as (
    select * from {{ source('dmp', 'cookie_matches') }}
),

renamed as (
    select
        {{ dbt.concat(["'match:'", 'id']) }} as record_id,
        id as cookie_match_id,
        {{ normalize_identifier_text('dmp_id') }} as dmp_id,
        {{ normalize_identifier_text('site_cookie') }} as cookie_id,
        lower({{ normalize_identifier_text('email_sha256') }}) as email_sha256,
        cast(matched_at as {{ dbt.type_timestamp() }}) as matched_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
