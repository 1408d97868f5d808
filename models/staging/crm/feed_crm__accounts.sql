{{ accounts_feed(source='crm', records=[
    {
        'relation': ref('stg_crm__accounts'),
        'kind': "'account'",
        'account_id': 'account_id',
        'name': 'account_name',
        'domain': 'account_domain',
        'industry': 'industry',
        'is_deleted': 'is_deleted',
        'observed_at': 'updated_at',
    },
    {
        'relation': ref('stg_crm__contacts'),
        'kind': "'role'",
        'account_id': 'account_id',
        'role': 'account_role',
        'is_deleted': 'is_deleted',
        'observed_at': 'updated_at',
    },
]) }}
