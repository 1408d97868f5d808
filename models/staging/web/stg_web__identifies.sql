with source as (
    select * from {{ source('web', 'identifies') }}
),

renamed as (
    select
        {{ dbt.concat(["'identify:'", 'id']) }} as record_id,
        id as identify_id,
        {{ normalize_identifier_text('anonymous_id') }} as cookie_id,
        {{ normalize_identifier_text('user_id') }} as customer_id,
        {{ normalize_email('email') }} as email,
        cast(sent_at as {{ dbt.type_timestamp() }}) as sent_at,
        cast(received_at as {{ dbt.type_timestamp() }}) as received_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
