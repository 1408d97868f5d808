{{ events_feed(source='email', records=[
    {
        'relation': ref('stg_email__engagements'),
        'event_id': 'record_id',
        'event_type': 'event_type',
        'channel': "'email'",
        'properties': json_properties({'send_id': 'send_id', 'url': 'url'}),
        'occurred_at': 'occurred_at',
    },
]) }}
