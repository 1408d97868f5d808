with profile_events as (
    select * from {{ ref('profile_events') }}
),

product_views as (
    select
        profile_id,
        {{ json_text('properties', 'category') }} as product_category,
        occurred_at
    from profile_events
    where
        event_type = 'product_viewed'
        and profile_id is not null
),

views_counted as (
    select
        profile_id,
        product_category,
        count(*) as count_views,
        max(occurred_at) as last_viewed_at
    from product_views
    where product_category is not null
    group by profile_id, product_category
),

interests_ranked as (
    select
        {{ dbt.hash(dbt.concat(['profile_id', "':'", 'product_category'])) }}
            as category_interest_id,
        profile_id,
        product_category,
        count_views,
        row_number() over (
            partition by profile_id
            order by
                count_views desc,
                last_viewed_at desc,
                {{ dbt.hash('product_category') }} asc
        ) as interest_rank,
        last_viewed_at
    from views_counted
)

select * from interests_ranked
