{{ config(materialized='view') }}

{%- set columns = {'category': 'product_category', 'product': 'product_id'} -%}

with purchases as (
    select * from {{ ref('purchases') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

-- What came back was wanted all the same, so returns take nothing out of a basket.
sales_selected as (
    select
        {{ dbt.concat(['purchases.source_name', "':'", 'purchases.order_id']) }}
            as source_order_id,
        purchases.product_id,
        purchases.product_category
    from purchases
    cross join identity_as_of
    where
        purchases.kind = 'sale'
        and purchases.ordered_at <= identity_as_of.as_of_at
),

baskets_itemized as (
    {%- for level, column in columns.items() %}
    select distinct
        source_order_id,
        '{{ level }}' as item_level,
        {{ column }} as item
    from sales_selected
    where {{ column }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from baskets_itemized
