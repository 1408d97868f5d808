{{ config(materialized='view') }}

{#- Whose a statement is of which neither its row nor its record is left: told by the
    identifiers that were on the record, as the graph and the owners of devices have
    them now. -#}
with consent_evidence as (
    select * from {{ ref('consent_evidence') }}
    where gone_at is not null
),

consent_identifiers as (
    select * from {{ ref('consent_identifiers') }}
),

identity_records as (
    select * from {{ ref('identity_records') }}
),

identifiers_owned as (
    select * from {{ ref('int_identifiers_owned') }}
),

identifier_types as (
    select * from {{ ref('identifier_types') }}
),

statements_ranked as (
    select
        consent_evidence.statement_id,
        identifiers_owned.profile_id,
        consent_identifiers.identifier_id,
        row_number() over (
            partition by consent_evidence.statement_id
            order by identifier_types.priority, consent_identifiers.identifier_id
        ) as strength_rank,
        max(case when consent_identifiers.is_authenticated then 1 else 0 end) over (
            partition by consent_evidence.statement_id
        ) = 1 as is_authenticated
    from consent_evidence
    inner join consent_identifiers
        on
            consent_evidence.source_name = consent_identifiers.source_name
            and consent_evidence.record_id = consent_identifiers.record_id
    inner join identifier_types
        on consent_identifiers.identifier_type = identifier_types.identifier_type
    inner join identifiers_owned
        on consent_identifiers.identifier_id = identifiers_owned.identifier_id
    left join identity_records
        on
            consent_evidence.source_name = identity_records.source_name
            and consent_evidence.record_id = identity_records.record_id
    where
        identity_records.record_id is null
        and (
            identifiers_owned.owned_from is null
            or consent_evidence.stated_at >= identifiers_owned.owned_from
        )
        and (
            identifiers_owned.owned_to is null
            or consent_evidence.stated_at < identifiers_owned.owned_to
        )
),

statements_owned as (
    select
        statement_id,
        profile_id,
        identifier_id,
        is_authenticated
    from statements_ranked
    where strength_rank = 1
)

select * from statements_owned
