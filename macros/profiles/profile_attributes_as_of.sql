{#- A query of profile_attributes as they were for an instant, an SQL expression in UTC such as
    "timestamp '2026-10-01 00:00:00'": the winners, by the rule of today, among the rows that were loaded by then, for
    the profiles that people had then. A record is whose its strongest identifier of today was; versions that a raw
    table has written over are not known. -#}
{% macro profile_attributes_as_of(instant) -%}
with {{ _attributes_as_of(instant) }}

select * from winners_chosen
{%- endmacro %}

{% macro _attributes_as_of(instant) -%}
graph_as_of as (
    {{ identity_graph_as_of(instant) | indent(4) }}
),

identity_records as (
    select
        records.source_name,
        records.record_id,
        case
            when identity_graph.profile_id = records.profile_id then graph_as_of.profile_id
            else records.profile_id
        end as profile_id
    from {{ ref('identity_records') }} as records
    left join {{ ref('identity_graph') }} as identity_graph
        on records.strongest_identifier_id = identity_graph.identifier_id
    left join graph_as_of on records.strongest_identifier_id = graph_as_of.identifier_id
),

attributes_fed as (
    {{ feed_union('attributes') }}
),

attributes_unioned as (
    select * from attributes_fed
    where loaded_at <= {{ instant }}
),

attribute_rules as (
    select * from {{ ref('int_attribute_rules') }}
),

{{ attributes_judged() }},

{{ attribute_groups_ranked() }},

{{ attribute_winners_chosen() }}
{%- endmacro %}
