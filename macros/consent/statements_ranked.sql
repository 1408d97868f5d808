{#- The CTEs that end in statements_ranked: the statements, one row for each channel they speak of, ranked within
    profile, identifier, purpose and channel; those that do not count (statement_counts) left out. The query has the
    CTEs consent_statements and identity_as_of (as_of_at), by which a model and a query as of a date judge by one
    rule. -#}
{% macro statements_ranked() -%}
channels_named as (
    select distinct
        profile_id,
        purpose,
        channel
    from consent_statements
    where profile_id is not null and is_counted
),

-- A statement that names no channel speaks of every channel. A grant dated after "now"
-- is not a grant yet; a refusal counts whatever its clock says.
statements_applied as (
    select
        consent_statements.statement_id,
        consent_statements.profile_id,
        consent_statements.identifier_id,
        consent_statements.source_name,
        consent_statements.record_id,
        consent_statements.purpose,
        channels_named.channel,
        consent_statements.status,
        consent_statements.legal_basis,
        consent_statements.is_authenticated,
        coalesce(consent_statements.expires_at > identity_as_of.as_of_at, true)
            as is_in_force,
        consent_statements.stated_at,
        consent_statements.expires_at
    from consent_statements
    inner join channels_named
        on
            consent_statements.profile_id = channels_named.profile_id
            and consent_statements.purpose = channels_named.purpose
            and consent_statements.channel in ('any', channels_named.channel)
    cross join identity_as_of
    where
        consent_statements.is_counted
        and (
            consent_statements.status = 'refused'
            or consent_statements.stated_at <= identity_as_of.as_of_at
        )
),

statements_ranked as (
    select
        statement_id,
        profile_id,
        source_name,
        record_id,
        purpose,
        channel,
        status,
        legal_basis,
        row_number() over (
            partition by profile_id, identifier_id, purpose, channel
            order by stated_at desc, status desc, is_in_force desc, statement_id asc
        ) as identifier_rank,
        is_authenticated,
        is_in_force,
        stated_at,
        expires_at
    from statements_applied
)
{%- endmacro %}
