with source as (
    select * from {{ source('shop', 'orders') }}
),

countries_normalized as (
    select
        *,
        {{ normalize_country('country_code') }} as country
    from source
),

renamed as (
    select
        {{ dbt.concat(["'order:'", 'id']) }} as record_id,
        id as order_id,
        {{ normalize_identifier_text('customer_id') }} as customer_id,
        {{ normalize_identifier_text('anonymous_id') }} as cookie_id,
        {{ normalize_email('email') }} as email,
        {{ normalize_phone('phone', 'country') }} as phone,
        upper({{ normalize_identifier_text('currency') }}) as currency,
        financial_status,
        country,
        cast(total_amount as {{ dbt.type_numeric() }}) as total_amount,
        cast(tax_amount as {{ dbt.type_numeric() }}) as tax_amount,
        cast(created_at as {{ dbt.type_timestamp() }}) as ordered_at,
        cast(updated_at as {{ dbt.type_timestamp() }}) as updated_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from countries_normalized
)

select * from renamed
