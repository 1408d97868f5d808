{{ config(materialized='view') }}

with audiences_unioned as (
    {{ feed_union('audiences') }}
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
        raw,
        row_number() over (
            partition by source_name, record_id, provider, taxonomy, audience_code
            order by obtained_at desc, loaded_at desc, expires_at desc, score desc
        ) as row_rank,
        score,
        obtained_at,
        expires_at,
        loaded_at
    from audiences_unioned
)

select * from audiences_ranked
