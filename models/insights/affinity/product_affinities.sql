with item_pairs_counted as (
    select * from {{ ref('int_item_pairs_counted') }}
),

pairs_measured as (
    select
        {{ dbt.hash(dbt.concat([
            'item_level', "':'", 'item', "':'", 'other_item'
        ])) }} as product_affinity_id,
        item_level,
        item,
        other_item,
        count_common_orders,
        count_orders,
        count_other_orders,
        count_all_orders,
        {{ ratio('count_common_orders', 'count_all_orders') }} as support_share,
        {{ ratio('count_common_orders', 'count_orders') }} as confidence,
        {{ ratio(
            'count_common_orders * count_all_orders',
            'count_orders * count_other_orders'
        ) }} as lift
    from item_pairs_counted
),

affinities_ranked as (
    select
        *,
        row_number() over (
            partition by item_level, item
            order by lift desc, count_common_orders desc, product_affinity_id asc
        ) as affinity_rank
    from pairs_measured
)

select * from affinities_ranked
