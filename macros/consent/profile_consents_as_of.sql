{#- A query of profile_consents as they were for an instant, an SQL expression in UTC such as
    "timestamp '2026-10-01 00:00:00'": by the statements that were loaded by then, the profiles that people had
    then, and the rule of today. What was stated on a shared device is its owner's of today. -#}
{% macro profile_consents_as_of(instant) -%}
with graph_as_of as (
    {{ identity_graph_as_of(instant) | indent(4) }}
),

identity_as_of as (
    select {{ instant }} as as_of_at
),

consent_statements as (
    select
        statements.statement_id,
        case
            when identity_graph.profile_id = statements.profile_id then graph_as_of.profile_id
            else statements.profile_id
        end as profile_id,
        statements.identifier_id,
        statements.source_name,
        statements.record_id,
        statements.purpose,
        statements.channel,
        statements.status,
        statements.legal_basis,
        {{ statement_counts('statements', instant) | indent(8) }} as is_counted,
        statements.is_authenticated,
        statements.stated_at,
        statements.expires_at
    from {{ ref('consent_statements') }} as statements
    left join {{ ref('identity_graph') }} as identity_graph
        on statements.identifier_id = identity_graph.identifier_id
    left join graph_as_of on statements.identifier_id = graph_as_of.identifier_id
    where statements.first_loaded_at <= {{ instant }}
),

{{ statements_ranked() }},

{{ consents_decided() }}

select * from consents_decided
{%- endmacro %}
