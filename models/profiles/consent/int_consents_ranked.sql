{{ config(materialized='view') }}

with consents_unioned as (
    {{ feed_union('consents') }}
),

consents_named as (
    select
        source_name,
        record_id,
        purpose,
        coalesce(nullif(trim(channel), ''), 'any') as channel,
        status,
        legal_basis,
        region,
        stated_at,
        expires_at,
        loaded_at
    from consents_unioned
),

consents_ranked as (
    select
        {{ dbt.hash(dbt.concat([
            'source_name', "':'", 'record_id', "':'", 'purpose', "':'", 'channel'
        ])) }} as statement_id,
        source_name,
        record_id,
        purpose,
        channel,
        status,
        legal_basis,
        region,
        row_number() over (
            partition by source_name, record_id, purpose, channel
            order by
                stated_at desc,
                status desc,
                loaded_at desc,
                expires_at asc
        ) as row_rank,
        stated_at,
        expires_at,
        loaded_at
    from consents_named
)

select * from consents_ranked
