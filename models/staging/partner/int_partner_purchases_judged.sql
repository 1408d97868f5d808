with purchases as (
    select * from {{ ref('stg_partner__purchases') }}
),

contracts as (
    select * from {{ ref('stg_partner__contracts') }}
),

clock as (
    select * from {{ ref('int_partner_clock') }}
),

contracts_ranked as (
    select
        *,
        row_number() over (
            partition by contract_id
            order by updated_at desc, loaded_at desc, expires_at asc
        ) as version_rank
    from contracts
),

-- Without a contract a purchase was never to be used, so it expires as it is made.
purchases_judged as (
    select
        purchases.record_id,
        purchases.partner_purchase_id,
        purchases.contract_id,
        purchases.email_sha256,
        coalesce(contracts_ranked.partner, 'unknown') as partner,
        coalesce(contracts_ranked.purpose, 'none') as purpose,
        purchases.category,
        purchases.currency,
        purchases.amount,
        coalesce(
            contracts_ranked.starts_at <= clock.as_of_at
            and contracts_ranked.expires_at > clock.as_of_at,
            false
        ) as is_usable,
        purchases.purchased_at,
        coalesce(contracts_ranked.expires_at, purchases.purchased_at) as expires_at,
        purchases.loaded_at
    from purchases
    cross join clock
    left join contracts_ranked
        on
            purchases.contract_id = contracts_ranked.contract_id
            and contracts_ranked.version_rank = 1
)

select * from purchases_judged
