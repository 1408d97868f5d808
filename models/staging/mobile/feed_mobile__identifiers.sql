{{ identifiers_feed(source='mobile', records=[
    {
        'relation': ref('stg_mobile__events'),
        'observed_at': 'occurred_at',
        'authenticated': 'customer_id is not null',
        'identifiers': [
            {'type': 'customer_id', 'column': 'customer_id'},
            {'type': 'app_instance_id', 'column': 'app_instance_id'},
            {'type': 'advertising_id', 'column': 'advertising_id'},
            {'type': 'click_id', 'column': 'click_id'},
        ],
    },
]) }}
