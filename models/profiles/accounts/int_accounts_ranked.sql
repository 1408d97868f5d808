{{ config(materialized='view') }}

with accounts_unioned as (
    {{ feed_union('accounts') }}
),

-- An account is told by its record, a part in one by the record of the person.
accounts_ranked as (
    select
        source_name,
        record_id,
        kind,
        {{ dbt.concat(['source_name', "':'", 'account_id']) }} as account_id,
        role,
        name,
        domain,
        industry,
        row_number() over (
            partition by source_name, kind, record_id
            order by
                observed_at desc,
                loaded_at desc,
                account_id asc,
                role asc
        ) as version_rank,
        is_deleted,
        observed_at,
        loaded_at
    from accounts_unioned
)

select * from accounts_ranked
