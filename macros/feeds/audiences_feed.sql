{#- One row per segment that a third or second party gave a record: {relation, provider, taxonomy,
    audience_code, purpose, raw, score, obtained_at, expires_at}, each SQL over the relation's columns. purpose is the
    one that a contract allows, and nothing of it is kept past expires_at then; raw is what the provider sent, as text;
    without expires_at it is kept for ever. -#}
{% macro audiences_feed(source, records) -%}
    {%- set contract = [
        {'name': 'provider', 'type': 'text', 'required': true},
        {'name': 'taxonomy', 'type': 'text', 'required': true},
        {'name': 'audience_code', 'type': 'text', 'required': true},
        {'name': 'purpose', 'type': 'text'},
        {'name': 'raw', 'type': 'text'},
        {'name': 'score', 'type': 'number'},
        {'name': 'obtained_at', 'type': 'event_time', 'required': true},
        {'name': 'expires_at', 'type': 'instant'},
    ] -%}
    {{- _feed('audiences', source, records, contract) -}}
{%- endmacro %}
