{#- Asks the statements themselves: a consent that is granted has no refusal in force,
    the last word of its identifier, stated as late as the grant. -#}
with profile_consents as (
    select * from {{ ref('profile_consents') }}
),

consent_statements as (
    select * from {{ ref('consent_statements') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

refusals_in_force as (
    select
        consent_statements.profile_id,
        consent_statements.identifier_id,
        consent_statements.purpose,
        consent_statements.channel,
        consent_statements.stated_at
    from consent_statements
    cross join identity_as_of
    where
        consent_statements.status = 'refused'
        and coalesce(consent_statements.gone_reason, '') <> 'read_otherwise'
        and coalesce(consent_statements.expires_at > identity_as_of.as_of_at, true)
),

refusals_overruled as (
    select distinct
        profile_consents.profile_consent_id,
        refusals_in_force.identifier_id,
        refusals_in_force.stated_at
    from profile_consents
    inner join refusals_in_force
        on
            profile_consents.profile_id = refusals_in_force.profile_id
            and profile_consents.purpose = refusals_in_force.purpose
            and refusals_in_force.channel in ('any', profile_consents.channel)
            and profile_consents.stated_at <= refusals_in_force.stated_at
    left join consent_statements as later_statements
        on
            refusals_in_force.identifier_id = later_statements.identifier_id
            and refusals_in_force.purpose = later_statements.purpose
            and later_statements.channel in ('any', profile_consents.channel)
            and refusals_in_force.stated_at < later_statements.stated_at
            and later_statements.is_counted
    where
        profile_consents.is_granted
        and later_statements.statement_id is null
)

select * from refusals_overruled
