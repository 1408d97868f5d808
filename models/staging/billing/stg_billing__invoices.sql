with source as (
    select * from {{ source('billing', 'invoices') }}
),

renamed as (
    select
        {{ dbt.concat(["'invoice:'", 'id']) }} as record_id,
        id as invoice_id,
        nullif({{ normalize_identifier_text('subscription_id') }}, '')
            as subscription_id,
        {{ normalize_identifier_text('account_id') }} as billing_account_id,
        {{ normalize_email('email') }} as email,
        plan as plan_name,
        upper({{ normalize_identifier_text('currency') }}) as currency,
        status,
        cast(total_amount as {{ dbt.type_numeric() }}) as total_amount,
        cast(tax_amount as {{ dbt.type_numeric() }}) as tax_amount,
        cast(issued_at as {{ dbt.type_timestamp() }}) as issued_at,
        cast(paid_at as {{ dbt.type_timestamp() }}) as paid_at,
        cast(refunded_at as {{ dbt.type_timestamp() }}) as refunded_at,
        cast(updated_at as {{ dbt.type_timestamp() }}) as updated_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
