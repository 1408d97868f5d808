with source as (
    select * from {{ source('billing', 'subscriptions') }}
),

renamed as (
    select
        {{ dbt.concat(["'subscription:'", 'id']) }} as record_id,
        id as subscription_id,
        {{ dbt.concat(["'subscription:'", 'id', "':'", 'status']) }} as event_id,
        {{ normalize_identifier_text('account_id') }} as billing_account_id,
        {{ normalize_identifier_text('customer_id') }} as customer_id,
        {{ normalize_email('email') }} as email,
        plan as plan_name,
        upper({{ normalize_identifier_text('currency') }}) as currency,
        status,
        cast(price as {{ dbt.type_numeric() }}) as price_amount,
        cast(started_at as {{ dbt.type_timestamp() }}) as started_at,
        cast(cancelled_at as {{ dbt.type_timestamp() }}) as cancelled_at,
        cast(updated_at as {{ dbt.type_timestamp() }}) as updated_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
