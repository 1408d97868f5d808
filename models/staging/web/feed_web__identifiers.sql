{{ identifiers_feed(source='web', records=[
    {
        'relation': ref('stg_web__pages'),
        'observed_at': 'sent_at',
        'authenticated': 'customer_id is not null',
        'identifiers': [
            {'type': 'customer_id', 'column': 'customer_id'},
            {'type': 'cookie_id', 'column': 'cookie_id'},
        ],
    },
    {
        'relation': ref('stg_web__tracks'),
        'observed_at': 'sent_at',
        'authenticated': 'customer_id is not null',
        'identifiers': [
            {'type': 'customer_id', 'column': 'customer_id'},
            {'type': 'email', 'column': 'email'},
            {'type': 'cookie_id', 'column': 'cookie_id'},
        ],
    },
    {
        'relation': ref('stg_web__identifies'),
        'observed_at': 'sent_at',
        'authenticated': true,
        'identifiers': [
            {'type': 'customer_id', 'column': 'customer_id'},
            {'type': 'email', 'column': 'email'},
            {'type': 'cookie_id', 'column': 'cookie_id'},
        ],
    },
]) }}
