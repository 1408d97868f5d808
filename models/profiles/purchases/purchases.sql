{{ config(materialized='history', meta={'row_key': ['purchase_id']}) }}

with order_lines_ranked as (
    select * from {{ ref('int_order_lines_ranked') }}
),

exchange_rates as (
    select * from {{ ref('exchange_rates') }}
),

identity_records as (
    select * from {{ ref('identity_records') }}
),

rates_bounded as (
    select
        currency,
        eur_per_unit,
        cast(valid_from_date as {{ dbt.type_timestamp() }}) as valid_from_at,
        cast(lead(valid_from_date) over (
            partition by currency order by valid_from_date
        ) as {{ dbt.type_timestamp() }}) as valid_to_at
    from exchange_rates
),

-- A line in a currency without a rate stays, with an empty revenue, and one without a
-- customer with an empty profile; dropped_rows lists both.
lines_converted as (
    select
        order_lines_ranked.purchase_id,
        identity_records.profile_id,
        order_lines_ranked.source_name,
        order_lines_ranked.record_id,
        order_lines_ranked.order_id,
        order_lines_ranked.line_id,
        order_lines_ranked.product_id,
        order_lines_ranked.product_category,
        order_lines_ranked.currency,
        order_lines_ranked.kind,
        order_lines_ranked.quantity,
        order_lines_ranked.unit_amount,
        order_lines_ranked.tax_amount,
        order_lines_ranked.amount,
        round(order_lines_ranked.amount * rates_bounded.eur_per_unit, 2) as revenue_eur,
        order_lines_ranked.ordered_at,
        order_lines_ranked.loaded_at
    from order_lines_ranked
    left join rates_bounded
        on
            order_lines_ranked.currency = rates_bounded.currency
            and order_lines_ranked.ordered_at >= rates_bounded.valid_from_at
            and (
                rates_bounded.valid_to_at is null
                or order_lines_ranked.ordered_at < rates_bounded.valid_to_at
            )
    left join identity_records
        on
            order_lines_ranked.source_name = identity_records.source_name
            and order_lines_ranked.record_id = identity_records.record_id
    where
        order_lines_ranked.row_rank = 1
        and order_lines_ranked.drop_reason is null
)

select * from lines_converted
