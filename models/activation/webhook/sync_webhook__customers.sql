{%- set audience = [
    'high_value_customers', 'lapsed_customers', 'cart_abandoners', 'newsletter_readers_without_orders',
] -%}

with segment_memberships as (
    select * from {{ ref('segment_memberships') }}
),

profiles as (
    select * from {{ ref('profiles') }}
),

match_keys as (
    select * from {{ ref('int_match_keys_pivoted') }}
),

segments_listed as (
    select
        profile_id,
        {{ dbt.listagg('segment_name', "','", 'order by segment_name') }} as segments
    from segment_memberships
    where
        exited_at is null
        and segment_name in (
            {%- for name in audience %}
            '{{ name }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
    group by profile_id
),

customers_described as (
    select
        profiles.profile_id,
        profiles.profile_id as external_id,
        match_keys.email,
        match_keys.phone,
        profiles.first_name,
        profiles.last_name,
        profiles.country,
        profiles.language,
        segments_listed.segments,
        profiles.revenue_eur,
        profiles.count_orders,
        profiles.last_ordered_at
    from segments_listed
    inner join profiles on segments_listed.profile_id = profiles.profile_id
    left join match_keys on segments_listed.profile_id = match_keys.profile_id
)

select * from customers_described
