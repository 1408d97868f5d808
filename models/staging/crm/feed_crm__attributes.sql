{{ attributes_feed(source='crm', records=[
    {
        'relation': ref('stg_crm__contacts'),
        'observed_at': 'updated_at',
        'attributes': {
            'first_name': 'first_name',
            'last_name': 'last_name',
            'street': 'street',
            'city': 'city',
            'postal_code': 'postal_code',
            'country': 'country',
            'birth_date': 'birth_date',
            'language': 'language_code',
            'company': 'company',
        },
    },
]) }}
