{{ attributes_feed(source='shop', records=[
    {
        'relation': ref('stg_shop__customers'),
        'observed_at': 'updated_at',
        'attributes': {
            'first_name': 'first_name',
            'last_name': 'last_name',
            'street': 'street',
            'city': 'city',
            'postal_code': 'postal_code',
            'country': 'country',
            'language': 'language_code',
        },
    },
]) }}
