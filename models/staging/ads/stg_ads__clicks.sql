with source as (
    select * from {{ source('ads', 'clicks') }}
),

renamed as (
    select
        {{ dbt.concat(["'click:'", 'id']) }} as record_id,
        id as ad_click_id,
        {{ normalize_identifier_text('click_id') }} as click_id,
        {{ normalize_identifier_text('anonymous_id') }} as cookie_id,
        network,
        campaign,
        click_id_type,
        upper({{ normalize_identifier_text('currency') }}) as currency,
        cast(cost_amount as {{ dbt.type_numeric() }}) as cost_amount,
        cast(clicked_at as {{ dbt.type_timestamp() }}) as clicked_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
