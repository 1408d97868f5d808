{#- In cents, because engines write decimals with as many zeros as they like. -#}
{%- set amount_cents = 'cast(cast(amount * 100 as ' ~ dbt.type_bigint() ~ ') as '
    ~ dbt.type_string() ~ ')' -%}

{{ audiences_feed(source='partner', records=[
    {
        'relation': ref('int_partner_purchases_judged'),
        'provider': 'partner',
        'taxonomy': dbt.concat(["'purchases_for_'", 'purpose']),
        'audience_code': 'category',
        'raw': json_properties({
            'contract': 'contract_id',
            'amount_cents': amount_cents,
            'currency': 'currency',
        }),
        'obtained_at': 'purchased_at',
        'expires_at': 'expires_at',
    },
]) }}
