{#- One row per order not to contact or use: {relation, scope, reason, since, until}, each SQL over the
    relation's columns. Without until it holds for ever; since may lie ahead. -#}
{% macro suppressions_feed(source, records) -%}
    {%- set contract = [
        {'name': 'scope', 'type': 'text', 'required': true},
        {'name': 'reason', 'type': 'text', 'required': true},
        {'name': 'since', 'type': 'instant', 'required': true},
        {'name': 'until', 'type': 'instant'},
    ] -%}
    {{- _feed('suppressions', source, records, contract) -}}
{%- endmacro %}
