with consents_ranked as (
    select * from {{ ref('int_consents_ranked') }}
),

identity_records as (
    select * from {{ ref('identity_records') }}
),

-- What nobody could read says nothing; a status that nobody knows counts as a refusal.
-- dropped_rows names both.
statements_attributed as (
    select
        consents_ranked.statement_id,
        identity_records.profile_id,
        identity_records.strongest_identifier_id as identifier_id,
        consents_ranked.source_name,
        consents_ranked.record_id,
        consents_ranked.purpose,
        consents_ranked.channel,
        case
            when consents_ranked.status = 'granted' then 'granted' else 'refused'
        end as status,
        consents_ranked.legal_basis,
        consents_ranked.region,
        coalesce(identity_records.is_authenticated, false) as is_authenticated,
        consents_ranked.stated_at,
        consents_ranked.expires_at,
        consents_ranked.loaded_at
    from consents_ranked
    left join identity_records
        on
            consents_ranked.source_name = identity_records.source_name
            and consents_ranked.record_id = identity_records.record_id
    where
        consents_ranked.row_rank = 1
        and coalesce(consents_ranked.status, '') <> 'unparseable'
)

select * from statements_attributed
