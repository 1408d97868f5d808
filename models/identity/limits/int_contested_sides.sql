{%- set limits = limited_types() -%}

with members as (
    select * from {{ ref('int_members_touched') }}
),

clusters_contested as (
    select * from {{ ref('int_clusters_contested') }}
),

-- Where a cluster is cut for another reason, a third-party id might join its parts
-- again.
clusters_with_third_party_ids as (
    select cluster_key
    from members
    where not is_bridge
    group by cluster_key
),

-- A limit that the whole cluster keeps cannot bind anywhere in it, so it counts for
-- nothing there.
sides_weighed as (
    select
        members.cluster_key,
        members.side_key,
        {%- for name in limits %}
        max(
            case
                when
                    members.identifier_type = '{{ name }}'
                    then clusters_contested.breaks_{{ name }}
                else 0
            end
        ) as count_{{ name }},
        {%- endfor %}
        max(
            case
                when
                    members.identifier_kind in ('person', 'contact')
                    and clusters_with_third_party_ids.cluster_key is not null
                    then 1
                else 0
            end
        ) as count_identified
    from members
    inner join
        clusters_contested
        on members.cluster_key = clusters_contested.cluster_key
    left join clusters_with_third_party_ids
        on members.cluster_key = clusters_with_third_party_ids.cluster_key
    group by members.cluster_key, members.side_key
)

select * from sides_weighed
