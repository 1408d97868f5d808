with identity_graph as (
    select * from {{ ref('identity_graph') }}
),

identifiers_aggregated as (
    select
        profile_id,
        {%- for type in identifier_types() %}
        sum(case when identifier_type = '{{ type }}' then 1 else 0 end)
            as count_{{ type }}s,
        {%- endfor %}
        max(case when identifier_kind in ('person', 'contact') then 1 else 0 end) = 0
            as is_anonymous,
        min(first_observed_at) as first_seen_at,
        max(last_observed_at) as last_seen_at
    from identity_graph
    group by profile_id
)

select * from identifiers_aggregated
