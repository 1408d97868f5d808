{#- In cents, because engines write decimals with as many zeros as they like. -#}
{%- set amount_cents = 'cast(cast(amount * 100 as ' ~ dbt.type_bigint() ~ ') as '
    ~ dbt.type_string() ~ ')' -%}

{{ audiences_feed(source='partner', records=[
    {
        'relation': ref('int_partner_purchases_judged'),
        'provider': 'partner',
        'taxonomy': "'purchases'",
        'audience_code': 'category',
        'purpose': 'purpose',
        'raw': json_properties({
            'contract': 'contract_id',
            'amount_cents': amount_cents,
            'currency': 'currency',
        }),
        'obtained_at': 'purchased_at',
        'expires_at': 'case when is_usable then expires_at else purchased_at end',
    },
]) }}
