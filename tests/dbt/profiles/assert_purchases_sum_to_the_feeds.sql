{#- To the cent, whoever they belong to: none lost but by rule, none counted twice. -#}
with order_lines_unioned as (
    {{ feed_union('order_lines') }}
),

purchases as (
    select * from {{ ref('purchases') }}
),

order_lines_distinct as (
    select distinct
        source_name,
        record_id,
        line_id,
        upper(trim(currency)) as currency,
        kind,
        quantity,
        unit_amount
    from order_lines_unioned
    where quantity >= 0
),

amounts_listed as (
    select
        source_name,
        currency,
        case when kind = 'return' then -quantity else quantity end * unit_amount
            as fed_amount,
        0 as kept_amount
    from order_lines_distinct
    union all
    select
        source_name,
        currency,
        0 as fed_amount,
        amount as kept_amount
    from purchases
),

amounts_summed as (
    select
        source_name,
        currency,
        round(sum(fed_amount), 2) as fed_amount,
        round(sum(kept_amount), 2) as kept_amount
    from amounts_listed
    group by source_name, currency
),

amounts_at_fault as (
    select
        source_name,
        currency,
        fed_amount,
        kept_amount
    from amounts_summed
    where fed_amount <> kept_amount
)

select * from amounts_at_fault
