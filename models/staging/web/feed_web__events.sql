{{ events_feed(source='web', records=[
    {
        'relation': ref('stg_web__pages'),
        'event_id': 'record_id',
        'event_type': "'page_viewed'",
        'channel': "'web'",
        'properties': json_properties({
            'path': 'page_path',
            'title': 'page_title',
            'referrer': 'referrer_url',
            'utm_source': 'utm_source',
            'utm_medium': 'utm_medium',
            'utm_campaign': 'utm_campaign',
        }),
        'occurred_at': 'sent_at',
    },
    {
        'relation': ref('stg_web__tracks'),
        'event_id': 'record_id',
        'event_type': 'event_type',
        'channel': "'web'",
        'properties': 'properties',
        'occurred_at': 'sent_at',
    },
    {
        'relation': ref('stg_web__identifies'),
        'event_id': 'record_id',
        'event_type': "'logged_in'",
        'channel': "'web'",
        'occurred_at': 'sent_at',
    },
]) }}
