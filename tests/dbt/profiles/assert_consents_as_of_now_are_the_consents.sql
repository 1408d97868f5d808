{%- set now = '(select as_of_at from ' ~ ref('identity_as_of') ~ ')' -%}
-- One rule, in the model and in the query as of an instant.
with consents_as_of as (
    {{ profile_consents_as_of(now) | indent(4) }}
),

profile_consents as (
    select * from {{ ref('profile_consents') }}
),

consents_apart as (
    select
        profile_consents.profile_consent_id,
        consents_as_of.profile_consent_id as other_profile_consent_id
    from profile_consents
    full outer join consents_as_of
        on
            profile_consents.profile_consent_id = consents_as_of.profile_consent_id
            and profile_consents.is_granted = consents_as_of.is_granted
            and profile_consents.record_id = consents_as_of.record_id
    where
        profile_consents.profile_consent_id is null
        or consents_as_of.profile_consent_id is null
)

select * from consents_apart
