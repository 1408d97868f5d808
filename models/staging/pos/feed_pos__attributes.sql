{{ attributes_feed(source='pos', records=[
    {
        'relation': ref('stg_pos__loyalty_members'),
        'observed_at': 'updated_at',
        'attributes': {
            'first_name': 'first_name',
            'last_name': 'last_name',
            'country': 'country',
            'birth_date': 'birth_date',
        },
    },
]) }}
