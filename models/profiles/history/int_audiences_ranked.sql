{{ config(materialized='view') }}

with audiences_unioned as (
    {{ feed_union('audiences') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

-- What was lent for a purpose is not kept beyond its contract.
audiences_judged as (
    select
        audiences_unioned.*,
        case
            when
                audiences_unioned.purpose is not null
                and audiences_unioned.expires_at <= identity_as_of.as_of_at
                then 'no_contract_in_force'
        end as drop_reason
    from audiences_unioned
    cross join identity_as_of
),

audiences_ranked as (
    select
        {{ dbt.hash(dbt.concat([
            'source_name', "':'", 'record_id', "':'", 'provider', "':'", 'taxonomy', "':'", 'audience_code'
        ])) }} as profile_audience_id,
        source_name,
        record_id,
        provider,
        taxonomy,
        audience_code,
        purpose,
        raw,
        drop_reason,
        row_number() over (
            partition by source_name, record_id, provider, taxonomy, audience_code
            order by obtained_at desc, loaded_at desc, expires_at desc, score desc
        ) as row_rank,
        score,
        obtained_at,
        expires_at,
        loaded_at
    from audiences_judged
)

select * from audiences_ranked
