{#- The columns of consent_evidence, in order. -#}
{% macro consent_evidence_columns() -%}
    {{ return([
        'statement_id', 'source_name', 'record_id', 'purpose', 'channel', 'status', 'legal_basis', 'region',
        'gone_reason', 'stated_at', 'expires_at', 'first_loaded_at', 'loaded_at', 'gone_at',
    ]) }}
{%- endmacro %}
