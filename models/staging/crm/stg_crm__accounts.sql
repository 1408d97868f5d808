with source as (
    select * from {{ source('crm', 'accounts') }}
),

renamed as (
    select
        {{ dbt.concat(["'account:'", 'id']) }} as record_id,
        {{ normalize_identifier_text('id') }} as account_id,
        {{ normalize_name('name') }} as account_name,
        lower({{ normalize_identifier_text('domain') }}) as account_domain,
        industry,
        coalesce(is_deleted, false) as is_deleted,
        cast(created_at as {{ dbt.type_timestamp() }}) as created_at,
        cast(updated_at as {{ dbt.type_timestamp() }}) as updated_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
