{{ identifiers_feed(source='crm', records=[
    {
        'relation': ref('stg_crm__contacts'),
        'observed_at': 'updated_at',
        'is_deleted': 'is_deleted',
        'identifiers': [
            {'type': 'crm_contact_id', 'column': 'crm_contact_id'},
            {'type': 'email', 'column': 'email'},
            {'type': 'phone', 'column': 'phone'},
            {'type': 'phone', 'column': 'mobile_phone'},
        ],
    },
    {
        'relation': ref('stg_crm__calls'),
        'observed_at': 'started_at',
        'identifiers': [
            {'type': 'crm_contact_id', 'column': 'crm_contact_id'},
            {'type': 'phone', 'column': 'phone'},
        ],
    },
]) }}
