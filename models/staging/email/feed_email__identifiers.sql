{{ identifiers_feed(source='email', records=[
    {
        'relation': ref('stg_email__sends'),
        'observed_at': 'sent_at',
        'identifiers': [{'type': 'email', 'column': 'email'}],
    },
    {
        'relation': ref('stg_email__engagements'),
        'observed_at': 'occurred_at',
        'identifiers': [{'type': 'email', 'column': 'email'}],
    },
    {
        'relation': ref('stg_email__bounces'),
        'observed_at': 'occurred_at',
        'identifiers': [{'type': 'email', 'column': 'email'}],
    },
    {
        'relation': ref('stg_email__unsubscribes'),
        'observed_at': 'unsubscribed_at',
        'identifiers': [{'type': 'email', 'column': 'email'}],
    },
]) }}
