with source as (
    select * from {{ source('consent', 'browser_signals') }}
),

renamed as (
    select
        {{ dbt.concat(["'signal:'", 'id']) }} as record_id,
        id as browser_signal_id,
        {{ normalize_identifier_text('anonymous_id') }} as cookie_id,
        nullif(trim(tcf_string), '') as tcf_string,
        region,
        coalesce(gpc, false) as has_gpc,
        cast(seen_at as {{ dbt.type_timestamp() }}) as seen_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
