with source as (
    select * from {{ source('consent', 'preferences') }}
),

renamed as (
    select
        {{ dbt.concat(["'preference:'", 'id']) }} as record_id,
        id as preference_id,
        {{ normalize_identifier_text('customer_id') }} as customer_id,
        {{ normalize_email('email') }} as email,
        purpose,
        coalesce(channel, 'any') as channel,
        case lower(status)
            when 'opt_in' then 'granted'
            when 'opt_out' then 'refused'
            else lower(status)
        end as status,
        legal_basis,
        region,
        cast(stated_at as {{ dbt.type_timestamp() }}) as stated_at,
        cast(expires_at as {{ dbt.type_timestamp() }}) as expires_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
