{#- What keeps erased identifiers out of a SELECT: a condition over SQL expressions of type and value; true where
    nobody is erased. -#}
{% macro without_erased_identifiers(identifier_type, identifier_value) -%}
    {%- if erasures_known() -%}
    coalesce({{ erasure_hash(identifier_id(identifier_type, identifier_value)) }}, '') not in (
        {{ identifier_tombstones() }}
    )
    {%- else -%}
    1 = 1
    {%- endif -%}
{%- endmacro %}
