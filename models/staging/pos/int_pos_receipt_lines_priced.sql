with receipt_lines as (
    select * from {{ ref('stg_pos__receipt_lines') }}
),

receipts as (
    select * from {{ ref('stg_pos__receipts') }}
),

receipts_ranked as (
    select
        receipt_id,
        currency,
        sold_at,
        row_number() over (
            partition by receipt_id
            order by loaded_at desc, sold_at desc, currency asc
        ) as version_rank
    from receipts
),

-- A till books a return as a line of negative quantity.
receipt_lines_priced as (
    select
        receipt_lines.record_id,
        receipt_lines.receipt_line_id,
        receipt_lines.receipt_id,
        receipt_lines.product_id,
        receipt_lines.product_category,
        receipts_ranked.currency,
        case when receipt_lines.quantity < 0 then 'return' else 'sale' end as kind,
        cast(abs(receipt_lines.quantity) as {{ dbt.type_numeric() }}) as quantity,
        receipt_lines.unit_amount,
        cast(abs(receipt_lines.tax_amount) as {{ dbt.type_numeric() }}) as tax_amount,
        receipts_ranked.sold_at,
        receipt_lines.loaded_at
    from receipt_lines
    left join receipts_ranked
        on
            receipt_lines.receipt_id = receipts_ranked.receipt_id
            and receipts_ranked.version_rank = 1
)

select * from receipt_lines_priced
