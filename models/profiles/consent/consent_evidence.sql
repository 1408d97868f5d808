{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='statement_id',
    full_refresh=false,
    pre_hook="{{ erased_statements_deleted() }}",
) }}

with consents_ranked as (
    select * from {{ ref('int_consents_ranked') }}
    where row_rank = 1 and coalesce(status, '') <> 'unparseable'
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

statements_before as (
    {{ consent_evidence_before(this if is_incremental()) }}
),

{{ consent_evidence_read() }},

{{ consent_evidence_gone() }},

statements_changed as (
    select
        {{ consent_evidence_columns() | join(',\n        ') }}
    from statements_read
    where is_changed
    union all
    select
        {{ consent_evidence_columns() | join(',\n        ') }}
    from statements_gone
)

select * from statements_changed
