{%- set machine_agents = "'" ~ var('email_machine_agents') ~ "'" -%}

with source as (
    select * from {{ source('email', 'engagements') }}
),

renamed as (
    select
        {{ dbt.concat(["'engagement:'", 'id']) }} as record_id,
        id as engagement_id,
        send_id,
        {{ normalize_email('email') }} as email,
        -- Pictures that a program fetches ahead tell nothing of the reader.
        case
            when
                kind = 'open'
                and {{ matches_regex('lower(user_agent)', machine_agents) }}
                then 'email_prefetched'
            when kind = 'open' then 'email_opened'
            when kind = 'click' then 'email_clicked'
            else kind
        end as event_type,
        url,
        user_agent,
        cast(occurred_at as {{ dbt.type_timestamp() }}) as occurred_at,
        cast(_loaded_at as {{ dbt.type_timestamp() }}) as loaded_at
    from source
)

select * from renamed
