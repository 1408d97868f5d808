{#- The statements that consent_evidence holds; none where it is not there yet. -#}
{% macro consent_evidence_before(stored) -%}
    {%- if stored %}
    select
        {{ consent_evidence_columns() | join(',\n        ') }}
    from {{ stored }}
    {%- else %}
    select
        consents_ranked.*,
        cast(null as {{ dbt.type_string() }}) as gone_reason,
        cast(null as {{ dbt.type_timestamp() }}) as gone_at
    from consents_ranked
    where 1 = 0
    {%- endif %}
{%- endmacro %}
