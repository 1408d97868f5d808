{{ interactions_feed(source='support', records=[
    {
        'relation': ref('stg_support__tickets'),
        'interaction_id': 'record_id',
        'kind': "'ticket'",
        'direction': "'inbound'",
        'agent': 'agent',
        'subject': 'subject',
        'body': 'body',
        'outcome': 'status',
        'started_at': 'created_at',
        'ended_at': 'solved_at',
    },
]) }}
