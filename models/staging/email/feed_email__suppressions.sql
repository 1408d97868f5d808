{{ suppressions_feed(source='email', records=[
    {
        'relation': ref('stg_email__bounces'),
        'scope': "'channel:email'",
        'reason': 'reason',
        'since': 'occurred_at',
        'until': 'suppressed_until_at',
    },
]) }}
