{{ identifiers_feed(source='consent', records=[
    {
        'relation': ref('stg_consent__banner_choices'),
        'observed_at': 'stated_at',
        'identifiers': [
            {'type': 'cookie_id', 'column': 'cookie_id'},
        ],
    },
    {
        'relation': ref('stg_consent__preferences'),
        'observed_at': 'stated_at',
        'authenticated': 'customer_id is not null',
        'identifiers': [
            {'type': 'customer_id', 'column': 'customer_id'},
            {'type': 'email', 'column': 'email'},
        ],
    },
    {
        'relation': ref('stg_consent__browser_signals'),
        'observed_at': 'seen_at',
        'identifiers': [
            {'type': 'cookie_id', 'column': 'cookie_id'},
        ],
    },
]) }}
