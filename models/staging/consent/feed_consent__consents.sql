{{ consents_feed(source='consent', records=[
    {
        'relation': ref('stg_consent__banner_choices'),
        'purpose': 'purpose',
        'status': 'status',
        'legal_basis': "'consent'",
        'region': 'region',
        'stated_at': 'stated_at',
    },
    {
        'relation': ref('stg_consent__preferences'),
        'purpose': 'purpose',
        'channel': 'channel',
        'status': 'status',
        'legal_basis': 'legal_basis',
        'region': 'region',
        'stated_at': 'stated_at',
        'expires_at': 'expires_at',
    },
    {
        'relation': ref('stg_consent__signal_choices'),
        'purpose': 'purpose',
        'status': 'status',
        'legal_basis': "'consent'",
        'region': 'region',
        'stated_at': 'stated_at',
        'expires_at': 'expires_at',
    },
]) }}
