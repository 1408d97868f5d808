with profiles as (
    select * from {{ ref('profiles') }}
),

purchases as (
    select * from {{ ref('purchases') }}
),

revenue_listed as (
    select
        profile_id,
        revenue_eur as profile_revenue_eur,
        0 as purchase_revenue_eur
    from profiles
    union all
    select
        profile_id,
        0 as profile_revenue_eur,
        coalesce(revenue_eur, 0) as purchase_revenue_eur
    from purchases
    where profile_id is not null
),

revenue_summed as (
    select
        profile_id,
        sum(profile_revenue_eur) as profile_revenue_eur,
        sum(purchase_revenue_eur) as purchase_revenue_eur
    from revenue_listed
    group by profile_id
),

revenue_at_fault as (
    select
        profile_id,
        profile_revenue_eur,
        purchase_revenue_eur
    from revenue_summed
    where profile_revenue_eur <> purchase_revenue_eur
)

select * from revenue_at_fault
