with source as (
    select * from {{ source('email', 'bounces') }}
),

renamed as (
    select
        {{ dbt.concat(["'bounce:'", 'id']) }} as record_id,
        id as bounce_id,
        send_id,
        {{ normalize_email('email') }} as email,
        kind as bounce_kind,
        case when kind = 'complaint' then 'complaint' else 'bounce' end as reason,
        diagnostic,
        cast(occurred_at as {{ dbt.type_timestamp() }}) as occurred_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
),

-- A full mailbox is empty again some day; whatever else came back came back for good.
bounces_bounded as (
    select
        *,
        case
            when bounce_kind = 'soft'
                then
                    {{ dbt.dateadd('day', var('soft_bounce_days'), 'occurred_at') }}
        end as suppressed_until_at
    from renamed
)

select * from bounces_bounded
