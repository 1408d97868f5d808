{#- A hook of suppressions: an erasure that a feed or the seed orders becomes one for each identifier that the person
    has, kept as a hash, so that it outlasts the rows it was told by. Identifiers that others share stay. -#}
{% macro tombstones_written() -%}
    {%- set identity_graph, identity_as_of = ref('identity_graph'), ref('identity_as_of') -%}
    {%- set orders = suppression_orders() -%}
    {%- if execute %}
    insert into {{ orders }} (
        order_id, identifier_type, identifier_hash, profile_id, scope, reason, ordered_by, since_at, ordered_at
    )
    select
        orders.order_id,
        identity_graph.identifier_type,
        {{ erasure_hash('identity_graph.identifier_id') }},
        orders.profile_id,
        'all',
        'erasure',
        orders.source_name,
        orders.since_at,
        identity_as_of.as_of_at
    from (
        select
            profile_id,
            min(suppression_id) as order_id,
            min(source_name) as source_name,
            min(since_at) as since_at
        from {{ this }}
        where reason = 'erasure' and source_name <> 'suppression_orders'
        group by profile_id
    ) as orders
    inner join {{ identity_graph }} as identity_graph on orders.profile_id = identity_graph.profile_id
    cross join {{ identity_as_of }} as identity_as_of
    where
        not identity_graph.is_shared
        and orders.since_at <= identity_as_of.as_of_at
        and {{ erasure_hash('identity_graph.identifier_id') }} not in (
            select identifier_hash from {{ orders }} where reason = 'erasure'
        )
    {%- endif %}
{%- endmacro %}
