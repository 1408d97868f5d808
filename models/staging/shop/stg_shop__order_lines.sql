with source as (
    select * from {{ source('shop', 'order_lines') }}
),

renamed as (
    select
        {{ dbt.concat(["'order:'", 'order_id']) }} as record_id,
        id as order_line_id,
        order_id,
        sku as product_id,
        product_title,
        category as product_category,
        cast(quantity as {{ dbt.type_numeric() }}) as quantity,
        cast(unit_price as {{ dbt.type_numeric() }}) as unit_amount,
        cast(tax_amount as {{ dbt.type_numeric() }}) as tax_amount,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
