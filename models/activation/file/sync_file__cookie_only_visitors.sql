with segment_memberships as (
    select * from {{ ref('segment_memberships') }}
),

category_interests as (
    select * from {{ ref('category_interests') }}
),

identity_graph as (
    select * from {{ ref('identity_graph') }}
),

cookies_matched as (
    select
        segment_memberships.profile_id,
        identity_graph.identifier_value as cookie_id,
        category_interests.product_category as category,
        category_interests.count_views,
        category_interests.last_viewed_at
    from segment_memberships
    inner join category_interests
        on
            segment_memberships.profile_id = category_interests.profile_id
            and category_interests.interest_rank = 1
    inner join identity_graph
        on segment_memberships.profile_id = identity_graph.profile_id
    where
        segment_memberships.segment_name = 'cookie_only_visitors'
        and segment_memberships.exited_at is null
        and identity_graph.identifier_type = 'cookie_id'
        and not identity_graph.is_shared
)

select * from cookies_matched
