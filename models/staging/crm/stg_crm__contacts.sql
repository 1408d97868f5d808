with source as (
    select * from {{ source('crm', 'contacts') }}
),

countries_normalized as (
    select
        *,
        {{ normalize_country('country') }} as country_code
    from source
),

renamed as (
    select
        {{ dbt.concat(["'contact:'", 'id']) }} as record_id,
        {{ normalize_identifier_text('id') }} as crm_contact_id,
        {{ normalize_name('first_name') }} as first_name,
        {{ normalize_name('last_name') }} as last_name,
        {{ normalize_email_or_misplaced('email', 'phone') }} as email,
        {{ normalize_phone('phone', 'country_code') }} as phone,
        {{ normalize_phone('mobile_phone', 'country_code') }} as mobile_phone,
        {{ normalize_name('street') }} as street,
        {{ normalize_name('city') }} as city,
        {{ normalize_identifier_text('postal_code') }} as postal_code,
        country_code as country,
        {{ normalize_date('birth_date', 'country_code') }} as birth_date,
        {{ normalize_language('language') }} as language_code,
        {{ normalize_name('company') }} as company,
        nullif({{ normalize_identifier_text('account_id') }}, '') as account_id,
        account_role,
        coalesce(is_deleted, false) as is_deleted,
        cast(created_at as {{ dbt.type_timestamp() }}) as created_at,
        cast(updated_at as {{ dbt.type_timestamp() }}) as updated_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from countries_normalized
)

select * from renamed
