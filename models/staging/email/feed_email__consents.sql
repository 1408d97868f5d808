{{ consents_feed(source='email', records=[
    {
        'relation': ref('stg_email__unsubscribes'),
        'purpose': "'marketing'",
        'channel': "'email'",
        'status': "'refused'",
        'legal_basis': "'consent'",
        'stated_at': 'unsubscribed_at',
    },
]) }}
