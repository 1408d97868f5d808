{#- A query of the profiles as they were published for an instant, an SQL expression in UTC: one row per profile, with
    its attributes of then (profile_attributes_as_of says by which rule) and its identifiers of then counted by
    type. -#}
{% macro profiles_as_of(instant) -%}
with {{ _attributes_as_of(instant) }},

attributes_of_profiles as (
    {{ attributes_pivoted('winners_chosen') | indent(4) }}
),

identifiers_counted as (
    select
        profile_id,
        {%- for type in identifier_types() %}
        sum(case when identifier_type = '{{ type }}' then 1 else 0 end) as count_{{ type }}s{{ ',' if not loop.last }}
        {%- endfor %}
    from graph_as_of
    group by profile_id
),

profiles_described as (
    select
        identifiers_counted.profile_id,
        {%- for name in attribute_rules() %}
        attributes_of_profiles.{{ name }},
        {%- endfor %}
        {%- for type in identifier_types() %}
        identifiers_counted.count_{{ type }}s{{ ',' if not loop.last }}
        {%- endfor %}
    from identifiers_counted
    left join attributes_of_profiles
        on identifiers_counted.profile_id = attributes_of_profiles.profile_id
)

select * from profiles_described
{%- endmacro %}
