with source as (
    select * from {{ source('pos', 'loyalty_members') }}
),

countries_normalized as (
    select
        *,
        {{ normalize_country('country_code') }} as country
    from source
),

renamed as (
    select
        {{ dbt.concat(["'member:'", 'card_no']) }} as record_id,
        {{ normalize_identifier_text('card_no') }} as loyalty_card,
        {{ normalize_name('first_name') }} as first_name,
        {{ normalize_name('last_name') }} as last_name,
        {{ normalize_email_or_misplaced('email', 'phone') }} as email,
        {{ normalize_phone('phone', 'country') }} as phone,
        {{ normalize_date('birth_date', 'country') }} as birth_date,
        store_id,
        country,
        cast(joined_at as {{ dbt.type_timestamp() }}) as joined_at,
        cast(updated_at as {{ dbt.type_timestamp() }}) as updated_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from countries_normalized
)

select * from renamed
