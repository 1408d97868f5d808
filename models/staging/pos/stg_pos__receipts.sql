with source as (
    select * from {{ source('pos', 'receipts') }}
),

renamed as (
    select
        {{ dbt.concat(["'receipt:'", 'receipt_no']) }} as record_id,
        receipt_no as receipt_id,
        {{ normalize_identifier_text('loyalty_card_no') }} as loyalty_card,
        {{ normalize_email('email') }} as email,
        store_id,
        till,
        {{ normalize_country('country_code') }} as country,
        upper({{ normalize_identifier_text('currency') }}) as currency,
        cast(total_amount as {{ dbt.type_numeric() }}) as total_amount,
        cast(sold_at as {{ dbt.type_timestamp() }}) as sold_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
