{{ events_feed(source='mobile', records=[
    {
        'relation': ref('stg_mobile__events'),
        'event_id': 'record_id',
        'event_type': 'event_type',
        'channel': "'mobile'",
        'properties': 'properties',
        'occurred_at': 'occurred_at',
    },
]) }}
