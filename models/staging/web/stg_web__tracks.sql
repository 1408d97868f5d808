with source as (
    select * from {{ source('web', 'tracks') }}
),

renamed as (
    select
        {{ dbt.concat(["'track:'", 'id']) }} as record_id,
        id as track_id,
        {{ normalize_identifier_text('anonymous_id') }} as cookie_id,
        {{ normalize_identifier_text('user_id') }} as customer_id,
        {{ normalize_email('email') }} as email,
        event as event_type,
        properties,
        cast(sent_at as {{ dbt.type_timestamp() }}) as sent_at,
        cast(received_at as {{ dbt.type_timestamp() }}) as received_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
