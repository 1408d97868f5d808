{{ identifiers_feed(source='shop', records=[
    {
        'relation': ref('stg_shop__customers'),
        'observed_at': 'updated_at',
        'identifiers': [
            {'type': 'customer_id', 'column': 'customer_id', 'authenticated': true},
            {'type': 'email', 'column': 'email'},
            {'type': 'phone', 'column': 'phone'},
        ],
    },
    {
        'relation': ref('stg_shop__orders'),
        'observed_at': 'updated_at',
        'authenticated': 'customer_id is not null',
        'identifiers': [
            {'type': 'customer_id', 'column': 'customer_id'},
            {'type': 'email', 'column': 'email'},
            {'type': 'phone', 'column': 'phone'},
            {'type': 'cookie_id', 'column': 'cookie_id'},
        ],
    },
]) }}
