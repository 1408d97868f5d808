{#- SQL of an attribute as it is compared, from its folded text (fold_text) and its kind in the var
    compared_attributes: without what differs for reasons of spelling alone; null where nothing is left. -#}
{% macro compared_value(column, kind) -%}
    {%- set values = {
        'name': normalize_name_for_matching(column, is_folded=true),
        'text': normalize_address_for_matching(column, is_folded=true),
        'code': regex_replace(column, "'[^a-z0-9]'"),
        'date': regex_replace(column, "'[^0-9]'"),
    } -%}
    nullif({{ values[kind] }}, '')
{%- endmacro %}
