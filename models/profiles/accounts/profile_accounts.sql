with accounts_ranked as (
    select * from {{ ref('int_accounts_ranked') }}
),

accounts as (
    select * from {{ ref('accounts') }}
),

identity_records as (
    select * from {{ ref('identity_records') }}
),

-- Of two records of a person in one account the one saved last tells the part.
roles_ranked as (
    select
        identity_records.profile_id,
        accounts_ranked.account_id,
        accounts_ranked.source_name,
        accounts_ranked.record_id,
        accounts_ranked.role,
        row_number() over (
            partition by identity_records.profile_id, accounts_ranked.account_id
            order by accounts_ranked.observed_at desc, accounts_ranked.record_id asc
        ) as role_rank,
        accounts_ranked.observed_at
    from accounts_ranked
    inner join accounts on accounts_ranked.account_id = accounts.account_id
    inner join identity_records
        on
            accounts_ranked.source_name = identity_records.source_name
            and accounts_ranked.record_id = identity_records.record_id
    where
        accounts_ranked.kind = 'role'
        and accounts_ranked.version_rank = 1
        and not accounts_ranked.is_deleted
),

profile_accounts as (
    select
        {{ dbt.hash(dbt.concat(['profile_id', "':'", 'account_id'])) }}
            as profile_account_id,
        profile_id,
        account_id,
        source_name,
        record_id,
        role,
        observed_at as updated_at
    from roles_ranked
    where role_rank = 1
)

select * from profile_accounts
