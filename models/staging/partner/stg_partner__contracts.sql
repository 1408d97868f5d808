with source as (
    select * from {{ source('partner', 'contracts') }}
),

renamed as (
    select
        id as contract_id,
        partner,
        purpose,
        cast(starts_at as {{ dbt.type_timestamp() }}) as starts_at,
        cast(expires_at as {{ dbt.type_timestamp() }}) as expires_at,
        cast(updated_at as {{ dbt.type_timestamp() }}) as updated_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
