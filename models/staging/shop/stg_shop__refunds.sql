with source as (
    select * from {{ source('shop', 'refunds') }}
),

renamed as (
    select
        {{ dbt.concat(["'order:'", 'order_id']) }} as record_id,
        id as refund_id,
        order_id,
        order_line_id,
        cast(quantity as {{ dbt.type_numeric() }}) as quantity,
        cast(amount as {{ dbt.type_numeric() }}) as refund_amount,
        cast(created_at as {{ dbt.type_timestamp() }}) as refunded_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
