{#- A condition: the profile is among those that a query selects. Written so that engines join once instead of
    asking for each profile, also where it stands after not. -#}
{% macro is_among(query, profile_id) -%}
    exists (
        select 1
        from (
            {{ query }}
        ) as selected
        where selected.profile_id = {{ profile_id }}
    )
{%- endmacro %}
