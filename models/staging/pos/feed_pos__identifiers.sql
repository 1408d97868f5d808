{{ identifiers_feed(source='pos', records=[
    {
        'relation': ref('stg_pos__loyalty_members'),
        'observed_at': 'updated_at',
        'identifiers': [
            {'type': 'loyalty_card', 'column': 'loyalty_card'},
            {'type': 'email', 'column': 'email'},
            {'type': 'phone', 'column': 'phone'},
        ],
    },
    {
        'relation': ref('stg_pos__receipts'),
        'observed_at': 'sold_at',
        'authenticated': 'loyalty_card is not null',
        'identifiers': [
            {'type': 'loyalty_card', 'column': 'loyalty_card'},
            {'type': 'email', 'column': 'email'},
        ],
    },
]) }}
