{{ config(materialized='ephemeral') }}

{%- set types = attribute_types() -%}

with profile_attributes as (
    select * from {{ ref('profile_attributes') }}
),

attributes_pivoted as (
    select
        {%- for name, rule in attribute_rules().items() %}
        cast(max(
            case when attribute_name = '{{ name }}' then nullif(attribute_value, '') end
        ) as {{ types[rule.type].column_type }}) as {{ name }},
        {%- endfor %}
        profile_id
    from profile_attributes
    group by profile_id
)

select * from attributes_pivoted
