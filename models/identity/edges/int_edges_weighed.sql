{{ config(
    materialized='increment',
    meta={'key': ['identifier_a_key', 'identifier_b_key']},
) }}

{%- set columns = [
    'weaker_priority', 'count_records', 'count_sources', 'is_bridge',
    'is_authenticated', 'first_observed_at', 'last_observed_at',
] -%}

with evidence_linked as (
    select * from {{ ref('int_evidence_linked') }}
),

{%- if is_increment() %}

edges_touched as (
    select
        identifier_a_key,
        identifier_b_key
    from evidence_linked
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
        evidence_linked.identifier_a_key,
        evidence_linked.identifier_b_key,
        max(evidence_linked.weaker_priority) as weaker_priority,
        count(*) as count_records,
        count(distinct evidence_linked.source_name) as count_sources,
        max(case when evidence_linked.is_bridge then 1 else 0 end) = 1 as is_bridge,
        max(
            case when evidence_linked.is_authenticated then 1 else 0 end
        ) = 1 as is_authenticated,
        min(evidence_linked.first_observed_at) as first_observed_at,
        max(evidence_linked.last_observed_at) as last_observed_at
    from evidence_linked
    {%- if is_increment() %}
    inner join edges_touched
        on
            evidence_linked.identifier_a_key = edges_touched.identifier_a_key
            and evidence_linked.identifier_b_key = edges_touched.identifier_b_key
    {%- endif %}
    where not evidence_linked.is_removed
    group by evidence_linked.identifier_a_key, evidence_linked.identifier_b_key
),

{{ changes_of(
    'edges_grouped', 'edges_stored', ['identifier_a_key', 'identifier_b_key'], columns
) }}

select * from rows_changed
