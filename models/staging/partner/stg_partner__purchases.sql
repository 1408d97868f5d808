with source as (
    select * from {{ source('partner', 'purchases') }}
),

renamed as (
    select
        {{ dbt.concat(["'purchase:'", 'id']) }} as record_id,
        id as partner_purchase_id,
        contract_id,
        lower({{ normalize_identifier_text('email_sha256') }}) as email_sha256,
        category,
        upper({{ normalize_identifier_text('currency') }}) as currency,
        cast(amount as {{ dbt.type_numeric() }}) as amount,
        cast(purchased_at as {{ dbt.type_timestamp() }}) as purchased_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
