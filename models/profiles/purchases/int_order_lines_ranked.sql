{{ config(materialized='view') }}

with order_lines_unioned as (
    {{ feed_union('order_lines') }}
),

order_lines_ranked as (
    select
        {{ dbt.hash(dbt.concat([
            'source_name', "':'", 'record_id', "':'", 'line_id', "':'", 'kind'
        ])) }} as purchase_id,
        source_name,
        record_id,
        order_id,
        line_id,
        product_id,
        product_category,
        upper(trim(currency)) as currency,
        kind,
        case when quantity < 0 then 'negative_quantity' end as drop_reason,
        row_number() over (
            partition by source_name, record_id, line_id, kind
            order by
                loaded_at desc,
                ordered_at desc,
                unit_amount desc,
                quantity desc,
                tax_amount desc
        ) as row_rank,
        unit_amount,
        case when kind = 'return' then -quantity else quantity end as quantity,
        case when kind = 'return' then -tax_amount else tax_amount end as tax_amount,
        cast(
            case when kind = 'return' then -quantity else quantity end * unit_amount
            as {{ dbt.type_numeric() }}
        ) as amount,
        ordered_at,
        loaded_at
    from order_lines_unioned
)

select * from order_lines_ranked
