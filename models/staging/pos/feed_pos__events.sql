{{ events_feed(source='pos', records=[
    {
        'relation': ref('stg_pos__receipts'),
        'event_id': 'record_id',
        'event_type': "'store_purchase'",
        'channel': "'store'",
        'currency': 'currency',
        'properties': json_properties({'store_id': 'store_id', 'country': 'country'}),
        'amount': 'total_amount',
        'occurred_at': 'sold_at',
    },
]) }}
