{#- One row per thing a person did: {relation, event_id, event_type, channel, currency, properties, amount,
    occurred_at}, each SQL over the relation's columns. -#}
{% macro events_feed(source, records) -%}
    {%- set contract = [
        {'name': 'event_id', 'type': 'text', 'required': true},
        {'name': 'event_type', 'type': 'text', 'required': true},
        {'name': 'channel', 'type': 'text', 'required': true},
        {'name': 'currency', 'type': 'text'},
        {'name': 'properties', 'type': 'text'},
        {'name': 'amount', 'type': 'number'},
        {'name': 'occurred_at', 'type': 'event_time', 'required': true},
    ] -%}
    {{- _feed('events', source, records, contract) -}}
{%- endmacro %}
