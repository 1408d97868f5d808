with source as (
    select * from {{ source('shop', 'customers') }}
),

countries_normalized as (
    select
        *,
        {{ normalize_country('address_country_code') }} as country_code
    from source
),

renamed as (
    select
        {{ dbt.concat(["'customer:'", 'id']) }} as record_id,
        {{ normalize_identifier_text('id') }} as customer_id,
        {{ normalize_name('first_name') }} as first_name,
        {{ normalize_name('last_name') }} as last_name,
        {{ normalize_email_or_misplaced('email', 'phone') }} as email,
        {{ normalize_phone('phone', 'country_code') }} as phone,
        {{ normalize_name('address_street') }} as street,
        {{ normalize_name('address_city') }} as city,
        {{ normalize_identifier_text('address_zip') }} as postal_code,
        country_code as country,
        {{ normalize_language('locale') }} as language_code,
        accepts_marketing as is_marketing_accepted,
        cast(created_at as {{ dbt.type_timestamp() }}) as created_at,
        cast(updated_at as {{ dbt.type_timestamp() }}) as updated_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from countries_normalized
)

select * from renamed
