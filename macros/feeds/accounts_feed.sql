{#- One row per account (a firm that people buy for), and one per part that a record's person has in one:
    {relation, kind, account_id, role, name, domain, industry, is_deleted, observed_at}, each SQL over the
    relation's columns. kind gives account or role. A version of a record without an account ends the part. -#}
{% macro accounts_feed(source, records) -%}
    {%- set contract = [
        {'name': 'kind', 'type': 'text', 'required': true},
        {'name': 'account_id', 'type': 'text', 'required': true},
        {'name': 'role', 'type': 'text'},
        {'name': 'name', 'type': 'text'},
        {'name': 'domain', 'type': 'text'},
        {'name': 'industry', 'type': 'text'},
        {'name': 'is_deleted', 'default': 'false'},
        {'name': 'observed_at', 'type': 'event_time', 'required': true},
    ] -%}
    {{- _feed('accounts', source, records, contract) -}}
{%- endmacro %}
