{{ interactions_feed(source='email', records=[
    {
        'relation': ref('stg_email__sends'),
        'interaction_id': 'record_id',
        'kind': "'email'",
        'direction': "'outbound'",
        'agent': 'campaign',
        'subject': 'subject',
        'started_at': 'sent_at',
    },
]) }}
