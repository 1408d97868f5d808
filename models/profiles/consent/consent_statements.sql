{%- set now = 'identity_as_of.as_of_at' -%}

with consent_evidence as (
    select * from {{ ref('consent_evidence') }}
),

identity_records as (
    select * from {{ ref('identity_records') }}
),

statements_left as (
    select * from {{ ref('int_statements_left') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

-- A status that nobody knows counts as a refusal; dropped_rows names it.
statements_attributed as (
    select
        consent_evidence.statement_id,
        coalesce(identity_records.profile_id, statements_left.profile_id)
            as profile_id,
        coalesce(
            identity_records.strongest_identifier_id, statements_left.identifier_id
        ) as identifier_id,
        consent_evidence.source_name,
        consent_evidence.record_id,
        consent_evidence.purpose,
        consent_evidence.channel,
        case
            when consent_evidence.status = 'granted' then 'granted' else 'refused'
        end as status,
        consent_evidence.legal_basis,
        consent_evidence.region,
        consent_evidence.gone_reason,
        {{ statement_counts('consent_evidence', now) | indent(8) }} as is_counted,
        coalesce(
            identity_records.is_authenticated, statements_left.is_authenticated, false
        ) as is_authenticated,
        consent_evidence.stated_at,
        consent_evidence.expires_at,
        consent_evidence.first_loaded_at,
        consent_evidence.loaded_at,
        consent_evidence.gone_at
    from consent_evidence
    cross join identity_as_of
    left join identity_records
        on
            consent_evidence.source_name = identity_records.source_name
            and consent_evidence.record_id = identity_records.record_id
    left join statements_left
        on consent_evidence.statement_id = statements_left.statement_id
)

select * from statements_attributed
