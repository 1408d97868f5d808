with source as (
    select * from {{ source('pos', 'receipt_lines') }}
),

renamed as (
    select
        {{ dbt.concat(["'receipt:'", 'receipt_no']) }} as record_id,
        {{ dbt.concat([
            'receipt_no', "'-'", 'cast(line_no as ' ~ dbt.type_string() ~ ')'
        ]) }} as receipt_line_id,
        receipt_no as receipt_id,
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
