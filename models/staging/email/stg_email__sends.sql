with source as (
    select * from {{ source('email', 'sends') }}
),

renamed as (
    select
        {{ dbt.concat(["'send:'", 'id']) }} as record_id,
        id as send_id,
        {{ normalize_email('email') }} as email,
        campaign,
        subject,
        cast(sent_at as {{ dbt.type_timestamp() }}) as sent_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
