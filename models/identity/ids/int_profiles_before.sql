{#- What the last run published of the identifiers that this one resolves again. -#}
{%- set graph_before = published('identity_graph') -%}

with
{%- if is_increment() %}
identifiers_resolved as (
    select identifier_id
    from {{ ref('int_members_touched') }}
    union
    select identifier_id
    from {{ ref('int_identifiers_judged') }}
    where usable_changed_in_run = {{ run_number() }}
),
{%- endif %}

members_before as (
    {%- if graph_before %}
    select
        published.identifier_id,
        published.profile_id,
        published.anchor_identifier_id
    from {{ graph_before }} as published
    {%- if is_increment() %}
    inner join identifiers_resolved
        on published.identifier_id = identifiers_resolved.identifier_id
    {%- endif %}
    {%- else %}
    select
        identifier_id,
        identifier_id as profile_id,
        identifier_id as anchor_identifier_id
    from {{ ref('int_members_touched') }}
    where 1 = 0
    {%- endif %}
)

select * from members_before
