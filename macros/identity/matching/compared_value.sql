{#- SQL of an attribute as it is compared, by its kind in the var compared_attributes: without what differs
    for reasons of spelling alone; null where nothing is left. -#}
{% macro compared_value(column, kind) -%}
    {%- set values = {
        'name': normalize_name_for_matching(column),
        'text': normalize_address_for_matching(column),
        'code': regex_replace('lower(' ~ column ~ ')', "'[^a-z0-9]'"),
        'date': regex_replace(column, "'[^0-9]'"),
    } -%}
    nullif({{ values[kind] }}, '')
{%- endmacro %}
