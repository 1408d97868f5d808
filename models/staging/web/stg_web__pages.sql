with source as (
    select * from {{ source('web', 'pages') }}
),

renamed as (
    select
        {{ dbt.concat(["'page:'", 'id']) }} as record_id,
        id as page_view_id,
        {{ normalize_identifier_text('anonymous_id') }} as cookie_id,
        {{ normalize_identifier_text('user_id') }} as customer_id,
        url as page_url,
        path as page_path,
        title as page_title,
        referrer as referrer_url,
        utm_source,
        utm_medium,
        utm_campaign,
        user_agent,
        cast(sent_at as {{ dbt.type_timestamp() }}) as sent_at,
        cast(received_at as {{ dbt.type_timestamp() }}) as received_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
