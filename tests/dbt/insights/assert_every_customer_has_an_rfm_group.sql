{#- A pair of scores that the seed rfm_groups lacks would leave its customers out. -#}
with realized_lifetime_values as (
    select * from {{ ref('realized_lifetime_values') }}
),

rfm as (
    select * from {{ ref('rfm') }}
),

customers_left_out as (
    select realized_lifetime_values.profile_id
    from realized_lifetime_values
    left join rfm on realized_lifetime_values.profile_id = rfm.profile_id
    where rfm.profile_id is null
)

select * from customers_left_out
