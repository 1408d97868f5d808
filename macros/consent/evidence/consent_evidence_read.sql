{#- The CTE statements_read: what the feeds state now, and which of it changes what is kept. The query has the CTEs
    consents_ranked and statements_before. -#}
{% macro consent_evidence_read() -%}
statements_read as (
    select
        {%- for column in consent_evidence_columns() %}
        {%- if column == 'gone_reason' %}
        cast(null as {{ dbt.type_string() }}) as gone_reason,
        {%- elif column == 'gone_at' %}
        cast(null as {{ dbt.type_timestamp() }}) as gone_at,
        {%- elif column == 'first_loaded_at' %}
        case
            when statements_before.first_loaded_at < consents_ranked.first_loaded_at
                then statements_before.first_loaded_at
            else consents_ranked.first_loaded_at
        end as first_loaded_at,
        {%- else %}
        consents_ranked.{{ column }},
        {%- endif %}
        {%- endfor %}
        -- Last time no row stated it.
        statements_before.statement_id is null or statements_before.gone_at is not null
            as is_new,
        statements_before.statement_id is null
        or statements_before.gone_at is not null
        or statements_before.first_loaded_at > consents_ranked.first_loaded_at
        or statements_before.loaded_at <> consents_ranked.loaded_at as is_changed
    from consents_ranked
    left join statements_before
        on consents_ranked.statement_id = statements_before.statement_id
)
{%- endmacro %}
