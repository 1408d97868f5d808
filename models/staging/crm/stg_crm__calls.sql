with source as (
    select * from {{ source('crm', 'calls') }}
),

renamed as (
    select
        {{ dbt.concat(["'call:'", 'id']) }} as record_id,
        id as call_id,
        {{ normalize_identifier_text('contact_id') }} as crm_contact_id,
        -- No country is known: only a number in international form becomes E.164.
        {{ normalize_phone('phone_number') }} as phone,
        direction,
        agent,
        subject,
        transcript,
        outcome,
        {{ normalize_language('language') }} as language_code,
        cast(started_at as {{ dbt.type_timestamp() }}) as started_at,
        cast(ended_at as {{ dbt.type_timestamp() }}) as ended_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
