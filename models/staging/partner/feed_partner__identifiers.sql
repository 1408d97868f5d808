{{ identifiers_feed(source='partner', records=[
    {
        'relation': ref('int_partner_purchases_judged'),
        'observed_at': 'purchased_at',
        'is_deleted': 'not is_usable',
        'identifiers': [{'type': 'email_sha256', 'column': 'email_sha256'}],
    },
]) }}
