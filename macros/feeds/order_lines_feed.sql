{#- One row per order line or return: {relation, order_id, line_id, product_id, product_category, currency,
    kind, quantity, unit_amount, tax_amount, ordered_at}, each SQL over the relation's columns. kind gives
    sale or return; a return has a positive quantity and the time of the return. -#}
{% macro order_lines_feed(source, records) -%}
    {%- set contract = [
        {'name': 'order_id', 'type': 'text', 'required': true},
        {'name': 'line_id', 'type': 'text', 'required': true},
        {'name': 'product_id', 'type': 'text', 'required': true},
        {'name': 'product_category', 'type': 'text'},
        {'name': 'currency', 'type': 'text', 'required': true},
        {'name': 'kind', 'type': 'text', 'required': true},
        {'name': 'quantity', 'type': 'number', 'required': true},
        {'name': 'unit_amount', 'type': 'number', 'required': true},
        {'name': 'tax_amount', 'type': 'number'},
        {'name': 'ordered_at', 'type': 'event_time', 'required': true},
    ] -%}
    {{- _feed('order_lines', source, records, contract) -}}
{%- endmacro %}
