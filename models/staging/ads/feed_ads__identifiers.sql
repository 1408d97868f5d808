{{ identifiers_feed(source='ads', records=[
    {
        'relation': ref('int_ads_clicks_owned'),
        'observed_at': 'clicked_at',
        'identifiers': [
            {'type': 'cookie_id', 'column': 'cookie_id'},
            {'type': 'click_id', 'column': 'click_id'},
        ],
    },
]) }}
