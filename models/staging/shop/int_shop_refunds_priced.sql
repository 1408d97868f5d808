with refunds as (
    select * from {{ ref('stg_shop__refunds') }}
),

order_lines as (
    select * from {{ ref('int_shop_order_lines_priced') }}
),

order_lines_ranked as (
    select
        order_line_id,
        product_id,
        product_category,
        currency,
        quantity,
        tax_amount,
        row_number() over (
            partition by order_line_id
            order by loaded_at desc, product_id asc, quantity asc, tax_amount asc
        ) as version_rank
    from order_lines
),

refunds_priced as (
    select
        refunds.record_id,
        {{ dbt.concat(["'refund:'", 'refunds.refund_id']) }} as line_id,
        refunds.order_id,
        order_lines_ranked.product_id,
        order_lines_ranked.product_category,
        order_lines_ranked.currency,
        refunds.quantity,
        cast(
            refunds.refund_amount / nullif(refunds.quantity, 0)
            as {{ dbt.type_numeric() }}
        ) as unit_amount,
        -- The share of the line's tax that falls on the returned pieces.
        cast(
            order_lines_ranked.tax_amount * refunds.quantity
            / nullif(order_lines_ranked.quantity, 0)
            as {{ dbt.type_numeric() }}
        ) as tax_amount,
        refunds.refunded_at,
        refunds.loaded_at
    from refunds
    left join order_lines_ranked
        on
            refunds.order_line_id = order_lines_ranked.order_line_id
            and order_lines_ranked.version_rank = 1
)

select * from refunds_priced
