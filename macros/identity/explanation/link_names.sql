{#- What identifiers are called: (identifier_id, identifier_type, identifier_value). -#}
{% macro link_names(identifier_ids) -%}
    select
        identifier_id,
        identifier_type,
        identifier_value
    from {{ ref('identifiers') }}
    where identifier_id in ('{{ identifier_ids | join("', '") }}')
    order by identifier_id
{%- endmacro %}
