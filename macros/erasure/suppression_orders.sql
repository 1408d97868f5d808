{#- The table of orders that `reverse-etl suppress` writes, as a relation. Not a source(): identity goes by it also in
    a project that has no syncs, where nobody made it. -#}
{% macro suppression_orders() -%}
    {{ return(api.Relation.create(
        database=target.database, schema='reverse_etl', identifier='suppression_orders'
    )) }}
{%- endmacro %}
