{{ identifiers_feed(source='billing', records=[
    {
        'relation': ref('stg_billing__subscriptions'),
        'observed_at': 'updated_at',
        'identifiers': [
            {
                'type': 'customer_id',
                'column': 'customer_id',
                'authenticated': 'customer_id is not null',
            },
            {'type': 'billing_account_id', 'column': 'billing_account_id'},
            {'type': 'email', 'column': 'email'},
        ],
    },
    {
        'relation': ref('stg_billing__invoices'),
        'observed_at': 'updated_at',
        'identifiers': [
            {'type': 'billing_account_id', 'column': 'billing_account_id'},
            {'type': 'email', 'column': 'email'},
        ],
    },
]) }}
