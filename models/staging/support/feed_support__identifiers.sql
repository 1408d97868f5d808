{{ identifiers_feed(source='support', records=[
    {
        'relation': ref('stg_support__tickets'),
        'observed_at': 'updated_at',
        'authenticated': 'customer_id is not null',
        'identifiers': [
            {'type': 'customer_id', 'column': 'customer_id'},
            {'type': 'email', 'column': 'email'},
        ],
    },
]) }}
