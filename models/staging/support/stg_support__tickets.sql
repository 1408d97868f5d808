with source as (
    select * from {{ source('support', 'tickets') }}
),

renamed as (
    select
        {{ dbt.concat(["'ticket:'", 'id']) }} as record_id,
        id as ticket_id,
        {{ normalize_email('requester_email') }} as email,
        {{ normalize_identifier_text('customer_id') }} as customer_id,
        channel,
        subject,
        body,
        priority,
        agent,
        {{ normalize_language('language') }} as language_code,
        status,
        cast(created_at as {{ dbt.type_timestamp() }}) as created_at,
        cast(solved_at as {{ dbt.type_timestamp() }}) as solved_at,
        cast(updated_at as {{ dbt.type_timestamp() }}) as updated_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
