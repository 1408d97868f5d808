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

consents_identified as (
    select
        {{ consent_statement_id() }} as statement_id,
        consents_named.*
    from consents_named
),

consents_ranked as (
    select
        *,
        row_number() over (
            partition by statement_id
            order by loaded_at desc
        ) as row_rank,
        min(loaded_at) over (partition by statement_id) as first_loaded_at
    from consents_identified
)

select * from consents_ranked
