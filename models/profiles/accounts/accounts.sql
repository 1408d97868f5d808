with accounts_ranked as (
    select * from {{ ref('int_accounts_ranked') }}
),

accounts_current as (
    select
        account_id,
        source_name,
        name as account_name,
        domain,
        industry,
        observed_at as updated_at
    from accounts_ranked
    where
        kind = 'account'
        and version_rank = 1
        and not is_deleted
)

select * from accounts_current
