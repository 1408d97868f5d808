{#- A hook of consent_identifiers: takes out the identifiers of records of which no statement is kept any more, because
    the person was erased or the evidence is past its retention. -#}
{% macro rows_without_evidence_deleted() -%}
    {%- set consent_evidence = ref('consent_evidence') -%}
    {%- if execute and load_cached_relation(this) is not none %}
    delete from {{ this }}
    where not exists (
        select 1
        from {{ consent_evidence }} as consent_evidence
        where {{ columns_match('consent_evidence', this, ['source_name', 'record_id']) }}
    )
    {%- endif %}
{%- endmacro %}
