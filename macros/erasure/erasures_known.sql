{#- How many identifiers are erased and which, as one text that changes with them; empty where none is. Asked once
    an invocation: a build goes by the erasures that were ordered before it began. -#}
{% macro erasures_known() -%}
    {{ return(remembered('erasures_known', _erasures_asked) if execute else '') }}
{%- endmacro %}

{% macro _erasures_asked() -%}
    {%- set orders = suppression_orders() -%}
    {%- if adapter.get_relation(orders.database, orders.schema, orders.identifier) is none -%}
        {{ return('') }}
    {%- endif -%}
    {%- set row = run_query(
        'select count(distinct identifier_hash), min(identifier_hash), max(identifier_hash) from ' ~ orders
        ~ " where reason = 'erasure'"
    ).rows[0] -%}
    {{ return(row[0] ~ ':' ~ row[1] ~ ':' ~ row[2] if row[0] else '') }}
{%- endmacro %}
