with order_lines as (
    select * from {{ ref('stg_shop__order_lines') }}
),

orders as (
    select * from {{ ref('stg_shop__orders') }}
),

orders_ranked as (
    select
        order_id,
        currency,
        ordered_at,
        row_number() over (
            partition by order_id
            order by updated_at desc, loaded_at desc, currency asc
        ) as version_rank
    from orders
),

order_lines_priced as (
    select
        order_lines.record_id,
        order_lines.order_line_id,
        order_lines.order_id,
        order_lines.product_id,
        order_lines.product_category,
        orders_ranked.currency,
        order_lines.quantity,
        order_lines.unit_amount,
        order_lines.tax_amount,
        orders_ranked.ordered_at,
        order_lines.loaded_at
    from order_lines
    left join orders_ranked
        on
            order_lines.order_id = orders_ranked.order_id
            and orders_ranked.version_rank = 1
)

select * from order_lines_priced
