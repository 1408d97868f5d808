with invoices as (
    select * from {{ ref('stg_billing__invoices') }}
),

-- An invoice is revenue once it is paid, and a return when it is paid back. One that is
-- for no subscription is for an order that the shop or the tills tell of already.
invoices_settled as (
    {%- for kind, settled_at in {'sale': 'paid_at', 'return': 'refunded_at'}.items() %}
    select
        record_id,
        invoice_id,
        plan_name,
        currency,
        '{{ kind }}' as kind,
        total_amount,
        tax_amount,
        {{ settled_at }} as settled_at,
        loaded_at
    from invoices
    where
        {{ settled_at }} is not null
        and subscription_id is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from invoices_settled
