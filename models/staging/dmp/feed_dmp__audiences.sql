{{ audiences_feed(source='dmp', records=[
    {
        'relation': ref('stg_dmp__cookie_segments'),
        'provider': 'provider',
        'taxonomy': 'taxonomy',
        'audience_code': 'segment_code',
        'raw': 'segment_name',
        'score': 'score',
        'obtained_at': 'obtained_at',
        'expires_at': 'expires_at',
    },
]) }}
