with source as (
    select * from {{ source('mobile', 'events') }}
),

renamed as (
    select
        {{ dbt.concat(["'event:'", 'id']) }} as record_id,
        id as mobile_event_id,
        {{ normalize_device_id('app_instance_id') }} as app_instance_id,
        {{ normalize_device_id('advertising_id') }} as advertising_id,
        {{ normalize_identifier_text('click_id') }} as click_id,
        {{ normalize_identifier_text('user_id') }} as customer_id,
        event as event_type,
        properties,
        platform,
        app_version,
        cast(occurred_at as {{ dbt.type_timestamp() }}) as occurred_at,
        cast(received_at as {{ dbt.type_timestamp() }}) as received_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
