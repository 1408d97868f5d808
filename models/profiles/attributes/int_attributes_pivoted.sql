{%- set types = attribute_types() -%}

with profile_attributes as (
    select * from {{ ref('profile_attributes') }}
),

attributes_pivoted as (
    select
        profile_id
        {%- for name, rule in attribute_rules().items() %},
        cast(
            nullif(max(case when attribute_name = '{{ name }}' then attribute_value end), '')
            as {{ types[rule.type].column_type }}
        ) as {{ name }}
        {%- endfor %}
    from profile_attributes
    group by profile_id
)

select * from attributes_pivoted
