{#- A query of the profiles as they were published for an instant, an SQL expression in UTC: one row per profile,
    with its identifiers of then counted by type. Whom a profile was made of is told, not what its attributes were. -#}
{% macro profiles_as_of(instant) -%}
with graph_as_of as (
    {{ identity_graph_as_of(instant) | indent(4) }}
),

identifiers_counted as (
    select
        profile_id,
        {%- for type in identifier_types() %}
        sum(case when identifier_type = '{{ type }}' then 1 else 0 end) as count_{{ type }}s{{ ',' if not loop.last }}
        {%- endfor %}
    from graph_as_of
    group by profile_id
)

select * from identifiers_counted
{%- endmacro %}
