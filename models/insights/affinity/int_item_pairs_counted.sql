{#- Items below the minimum support are left out before pairs are made: no pair can be
    more frequent than its rarer half. -#}
with baskets_itemized as (
    select * from {{ ref('int_baskets_itemized') }}
),

levels_counted as (
    select
        item_level,
        count(distinct source_order_id) as count_all_orders,
        count(distinct source_order_id) * case item_level
            {%- for level, support in var('affinity_min_support').items() %}
            when '{{ level }}' then {{ support }}
            {%- endfor %}
        end as min_orders
    from baskets_itemized
    group by item_level
),

items_counted as (
    select
        baskets_itemized.item_level,
        baskets_itemized.item,
        count(*) as count_orders
    from baskets_itemized
    group by baskets_itemized.item_level, baskets_itemized.item
),

items_frequent as (
    select
        items_counted.item_level,
        items_counted.item,
        items_counted.count_orders,
        levels_counted.count_all_orders,
        levels_counted.min_orders
    from items_counted
    inner join levels_counted on items_counted.item_level = levels_counted.item_level
    where items_counted.count_orders >= levels_counted.min_orders
),

baskets_frequent as (
    select
        baskets_itemized.source_order_id,
        items_frequent.*
    from baskets_itemized
    inner join items_frequent
        on
            baskets_itemized.item_level = items_frequent.item_level
            and baskets_itemized.item = items_frequent.item
),

pairs_counted as (
    select
        baskets_frequent.item_level,
        baskets_frequent.item,
        others_frequent.item as other_item,
        baskets_frequent.count_orders,
        others_frequent.count_orders as count_other_orders,
        baskets_frequent.count_all_orders,
        count(*) as count_common_orders
    from baskets_frequent
    inner join baskets_frequent as others_frequent
        on
            baskets_frequent.source_order_id = others_frequent.source_order_id
            and baskets_frequent.item_level = others_frequent.item_level
            and baskets_frequent.item <> others_frequent.item
    group by
        baskets_frequent.item_level,
        baskets_frequent.item,
        others_frequent.item,
        baskets_frequent.count_orders,
        others_frequent.count_orders,
        baskets_frequent.count_all_orders,
        baskets_frequent.min_orders
    having count(*) >= baskets_frequent.min_orders
)

select * from pairs_counted
