{{ interactions_feed(source='crm', records=[
    {
        'relation': ref('stg_crm__calls'),
        'interaction_id': 'record_id',
        'kind': "'call'",
        'direction': 'direction',
        'agent': 'agent',
        'subject': 'subject',
        'body': 'transcript',
        'outcome': 'outcome',
        'started_at': 'started_at',
        'ended_at': 'ended_at',
    },
]) }}
