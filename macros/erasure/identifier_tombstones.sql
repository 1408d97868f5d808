{#- The hashes of the identifiers that are erased for good; none, and read from nothing, where nobody is. -#}
{% macro identifier_tombstones() -%}
    {%- if erasures_known() -%}
    select distinct identifier_hash
    from {{ suppression_orders() }}
    where reason = 'erasure'
    {%- else -%}
    select cast(null as {{ dbt.type_string() }}) as identifier_hash
    where 1 = 0
    {%- endif -%}
{%- endmacro %}
