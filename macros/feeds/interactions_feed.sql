{#- One row per call, ticket, e-mail or visit: {relation, interaction_id, kind, direction, agent, subject,
    body, outcome, started_at, ended_at}, each SQL over the relation's columns. -#}
{% macro interactions_feed(source, records) -%}
    {%- set contract = [
        {'name': 'interaction_id', 'type': 'text', 'required': true},
        {'name': 'kind', 'type': 'text', 'required': true},
        {'name': 'direction', 'type': 'text'},
        {'name': 'agent', 'type': 'text'},
        {'name': 'subject', 'type': 'text'},
        {'name': 'body', 'type': 'text'},
        {'name': 'outcome', 'type': 'text'},
        {'name': 'started_at', 'type': 'event_time', 'required': true},
        {'name': 'ended_at', 'type': 'instant'},
    ] -%}
    {{- _feed('interactions', source, records, contract) -}}
{%- endmacro %}
