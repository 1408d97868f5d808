{#- The CTEs that end in statements_gone: what is kept and no row of the feeds states any more. removed: the row went,
    or another one, loaded later, took its place. read_otherwise: the very row is there, told by its times, and is
    read to say something else now, as after a mapping or a var was mended. The query has the CTEs statements_read,
    statements_before, consents_ranked and identity_as_of. -#}
{% macro consent_evidence_gone() -%}
rows_reread as (
    select distinct
        source_name,
        record_id,
        purpose,
        channel,
        stated_at,
        loaded_at
    from statements_read
    where is_new
),

statements_gone as (
    select
        {%- for column in consent_evidence_columns() %}
        {%- if column == 'gone_reason' %}
        case
            when rows_reread.record_id is null then 'removed'
            else 'read_otherwise'
        end as gone_reason,
        {%- elif column == 'gone_at' %}
        coalesce(identity_as_of.as_of_at, statements_before.loaded_at) as gone_at
        {%- else %}
        statements_before.{{ column }},
        {%- endif %}
        {%- endfor %}
    from statements_before
    cross join identity_as_of
    left join consents_ranked
        on statements_before.statement_id = consents_ranked.statement_id
    left join rows_reread
        on
            statements_before.source_name = rows_reread.source_name
            and statements_before.record_id = rows_reread.record_id
            and statements_before.purpose = rows_reread.purpose
            and statements_before.channel = rows_reread.channel
            and statements_before.stated_at = rows_reread.stated_at
            and statements_before.loaded_at = rows_reread.loaded_at
    where
        statements_before.gone_at is null
        and consents_ranked.statement_id is null
)
{%- endmacro %}
