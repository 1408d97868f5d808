{{ events_feed(source='billing', records=[
    {
        'relation': ref('stg_billing__subscriptions'),
        'event_id': 'event_id',
        'event_type': "case status when 'active' then 'subscription_started'"
            ~ " else 'subscription_' || status end",
        'channel': "'billing'",
        'currency': 'currency',
        'properties': json_properties({'plan': 'plan_name'}),
        'amount': 'price_amount',
        'occurred_at': 'coalesce(cancelled_at, started_at)',
    },
    {
        'relation': ref('stg_billing__invoices'),
        'event_id': 'record_id',
        'event_type': "'invoice_issued'",
        'channel': "'billing'",
        'currency': 'currency',
        'properties': json_properties({'plan': 'plan_name', 'status': 'status'}),
        'amount': 'total_amount',
        'occurred_at': 'issued_at',
    },
]) }}
