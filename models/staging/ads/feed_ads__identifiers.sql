{{ identifiers_feed(source='ads', records=[
    {
        'relation': ref('stg_ads__clicks'),
        'observed_at': 'clicked_at',
        'identifiers': [
            {'type': 'cookie_id', 'column': 'cookie_id'},
            {'type': 'click_id', 'column': 'click_id'},
        ],
    },
]) }}
