{#- One SELECT with a row per profile and a column per attribute of the var attribute_rules, of a CTE with the columns
    of profile_attributes. -#}
{% macro attributes_pivoted(attributes) -%}
    {%- set types = attribute_types() -%}
    select
        {%- for name, rule in attribute_rules().items() %}
        cast(max(
            case when attribute_name = '{{ name }}' then nullif(attribute_value, '') end
        ) as {{ types[rule.type].column_type }}) as {{ name }},
        {%- endfor %}
        profile_id
    from {{ attributes }}
    group by profile_id
{%- endmacro %}
