with source as (
    select * from {{ source('email', 'unsubscribes') }}
),

renamed as (
    select
        {{ dbt.concat(["'unsubscribe:'", 'id']) }} as record_id,
        id as unsubscribe_id,
        send_id,
        {{ normalize_email('email') }} as email,
        reason,
        cast(unsubscribed_at as {{ dbt.type_timestamp() }}) as unsubscribed_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
