{{ identifiers_feed(source='dmp', records=[
    {
        'relation': ref('stg_dmp__cookie_segments'),
        'observed_at': 'obtained_at',
        'identifiers': [
            {'type': 'dmp_id', 'column': 'dmp_id'},
        ],
    },
    {
        'relation': ref('stg_dmp__cookie_matches'),
        'observed_at': 'matched_at',
        'identifiers': [
            {'type': 'email_sha256', 'column': 'email_sha256'},
            {'type': 'cookie_id', 'column': 'cookie_id'},
            {'type': 'dmp_id', 'column': 'dmp_id'},
        ],
    },
]) }}
