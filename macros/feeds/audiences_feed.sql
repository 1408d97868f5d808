{#- One row per segment that a third or second party gave a record: {relation, provider, taxonomy,
    audience_code, raw, score, obtained_at, expires_at}, each SQL over the relation's columns. raw is what the
    provider sent, as text; without expires_at it is kept for ever. -#}
{% macro audiences_feed(source, records) -%}
    {%- set contract = [
        {'name': 'provider', 'type': 'text', 'required': true},
        {'name': 'taxonomy', 'type': 'text', 'required': true},
        {'name': 'audience_code', 'type': 'text', 'required': true},
        {'name': 'raw', 'type': 'text'},
        {'name': 'score', 'type': 'number'},
        {'name': 'obtained_at', 'type': 'event_time', 'required': true},
        {'name': 'expires_at', 'type': 'instant'},
    ] -%}
    {{- _feed('audiences', source, records, contract) -}}
{%- endmacro %}
