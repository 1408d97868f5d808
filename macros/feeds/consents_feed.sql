{#- One row per consent statement: {relation, purpose, channel, status, legal_basis, region, stated_at,
    expires_at}, each SQL over the relation's columns. status gives granted or refused, or unparseable for a
    statement that cannot be read, which states nothing; channel is any where the statement names none. -#}
{% macro consents_feed(source, records) -%}
    {%- set contract = [
        {'name': 'purpose', 'type': 'text', 'required': true},
        {'name': 'channel', 'type': 'text', 'default': "'any'"},
        {'name': 'status', 'type': 'text', 'required': true},
        {'name': 'legal_basis', 'type': 'text'},
        {'name': 'region', 'type': 'text'},
        {'name': 'stated_at', 'type': 'event_time', 'required': true},
        {'name': 'expires_at', 'type': 'instant'},
    ] -%}
    {{- _feed('consents', source, records, contract) -}}
{%- endmacro %}
