{{ events_feed(source='shop', records=[
    {
        'relation': ref('stg_shop__orders'),
        'event_id': 'record_id',
        'event_type': "'order_placed'",
        'channel': "'shop'",
        'currency': 'currency',
        'properties': json_properties({
            'financial_status': 'financial_status',
            'country': 'country',
        }),
        'amount': 'total_amount',
        'occurred_at': 'ordered_at',
    },
]) }}
