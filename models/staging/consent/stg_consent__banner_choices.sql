with source as (
    select * from {{ source('consent', 'banner_choices') }}
),

renamed as (
    select
        {{ dbt.concat(["'banner:'", 'id']) }} as record_id,
        id as banner_choice_id,
        {{ normalize_identifier_text('anonymous_id') }} as cookie_id,
        purpose,
        case lower(status)
            when 'accepted' then 'granted'
            when 'rejected' then 'refused'
            else lower(status)
        end as status,
        region,
        cast(stated_at as {{ dbt.type_timestamp() }}) as stated_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
