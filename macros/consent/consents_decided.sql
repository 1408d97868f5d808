{#- The CTEs that end in consents_decided: what holds for each profile, purpose and channel. The query has the CTE
    statements_ranked. -#}
{% macro consents_decided() -%}
-- What each identifier said last. A refusal in force gives way only to a grant that
-- somebody known to be the person gave later.
statements_weighed as (
    select
        statement_id,
        profile_id,
        source_name,
        record_id,
        purpose,
        channel,
        status,
        legal_basis,
        max(case when status = 'refused' and is_in_force then stated_at end) over (
            partition by profile_id, purpose, channel
        ) as refused_at,
        is_authenticated,
        is_in_force,
        stated_at,
        expires_at
    from statements_ranked
    where identifier_rank = 1
),

consents_ranked as (
    select
        profile_id,
        source_name,
        record_id,
        purpose,
        channel,
        status,
        legal_basis,
        row_number() over (
            partition by profile_id, purpose, channel
            order by
                case
                    when not is_in_force then 4
                    when status = 'refused' then 2
                    when refused_at is null then 1
                    when is_authenticated and stated_at > refused_at then 1
                    else 3
                end asc,
                stated_at desc,
                status desc,
                statement_id asc
        ) as consent_rank,
        is_in_force,
        stated_at,
        expires_at
    from statements_weighed
),

consents_decided as (
    select
        {{ dbt.hash(dbt.concat(['profile_id', "':'", 'purpose', "':'", 'channel'])) }}
            as profile_consent_id,
        profile_id,
        source_name,
        record_id,
        purpose,
        channel,
        status,
        legal_basis,
        status = 'granted' and is_in_force as is_granted,
        stated_at,
        expires_at
    from consents_ranked
    where consent_rank = 1
)
{%- endmacro %}
