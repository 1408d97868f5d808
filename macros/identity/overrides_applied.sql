{#- The analyst's rows in force, with the profiles that they speak of. -#}
{% macro overrides_applied(overrides, candidate) -%}
    select
        overrides.override_id,
        overrides.action,
        side_a.profile_id as profile_a_id,
        side_b.profile_id as profile_b_id
    from {{ overrides }} as overrides
    inner join {{ candidate }} as side_a
        on overrides.identifier_a_id = side_a.identifier_id
    inner join {{ candidate }} as side_b
        on overrides.identifier_b_id = side_b.identifier_id
    where not overrides.is_removed
{%- endmacro %}
