{{ interactions_feed(source='ads', records=[
    {
        'relation': ref('stg_ads__clicks'),
        'interaction_id': 'record_id',
        'kind': "'ad_click'",
        'direction': "'inbound'",
        'agent': 'network',
        'subject': 'campaign',
        'started_at': 'clicked_at',
    },
]) }}
