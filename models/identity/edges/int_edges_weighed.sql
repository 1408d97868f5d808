{{ config(
    materialized='increment',
    meta={'key': ['identifier_a_key', 'identifier_b_key']},
) }}

{%- set columns = [
    'weaker_priority', 'score', 'count_records', 'count_sources', 'is_bridge',
    'is_authenticated', 'first_observed_at', 'last_observed_at',
] -%}

with edges_supported as (
    select * from {{ ref('int_edges_supported') }}
),

{%- if is_increment() %}

edges_touched as (
    select
        identifier_a_key,
        identifier_b_key
    from edges_supported
    where changed_in_run = {{ run_number() }}
    group by identifier_a_key, identifier_b_key
),

edges_stored as (
    select stored.*
    from {{ this }} as stored
    inner join edges_touched
        on
            stored.identifier_a_key = edges_touched.identifier_a_key
            and stored.identifier_b_key = edges_touched.identifier_b_key
),
{%- endif %}

edges_grouped as (
    select
        edges_supported.identifier_a_key,
        edges_supported.identifier_b_key,
        max(edges_supported.weaker_priority) as weaker_priority,
        -- Of an edge that rests on a score alone.
        case
            when count(edges_supported.record_key) = 0 then max(edges_supported.score)
        end as score,
        count(edges_supported.record_key) as count_records,
        count(distinct edges_supported.source_name) as count_sources,
        max(case when edges_supported.is_bridge then 1 else 0 end) = 1 as is_bridge,
        max(
            case when edges_supported.is_authenticated then 1 else 0 end
        ) = 1 as is_authenticated,
        min(edges_supported.first_observed_at) as first_observed_at,
        max(edges_supported.last_observed_at) as last_observed_at
    from edges_supported
    {%- if is_increment() %}
    inner join edges_touched
        on
            edges_supported.identifier_a_key = edges_touched.identifier_a_key
            and edges_supported.identifier_b_key = edges_touched.identifier_b_key
    {%- endif %}
    where not edges_supported.is_removed
    group by edges_supported.identifier_a_key, edges_supported.identifier_b_key
),

{{ changes_of(
    'edges_grouped', 'edges_stored', ['identifier_a_key', 'identifier_b_key'], columns
) }}

select * from rows_changed
