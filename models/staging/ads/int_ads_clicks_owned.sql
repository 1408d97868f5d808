{#- A click id stands in the address of the page it leads to. Whoever gets that link
    opens it under the same id, so the id is the first browser's, and the others' clicks
    have their cookie alone. -#}
with ads_clicks as (
    select * from {{ ref('stg_ads__clicks') }}
),

clicks_compared as (
    select
        record_id,
        cookie_id,
        click_id,
        first_value(cookie_id) over (
            partition by click_id
            order by
                case when cookie_id is null then 1 else 0 end asc,
                clicked_at asc,
                record_id asc
            rows between unbounded preceding and unbounded following
        ) as first_cookie_id,
        clicked_at,
        loaded_at
    from ads_clicks
),

clicks_owned as (
    select
        record_id,
        cookie_id,
        case
            when cookie_id is null or cookie_id = first_cookie_id
                then click_id
        end as click_id,
        clicked_at,
        loaded_at
    from clicks_compared
)

select * from clicks_owned
