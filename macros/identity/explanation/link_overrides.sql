{#- The must-not-links that stand between two profiles: (override_id). -#}
{% macro link_overrides(profile_a_id, profile_b_id) -%}
    {%- set profiles = "'" ~ profile_a_id ~ "', '" ~ profile_b_id ~ "'" -%}
    select overrides.override_id
    from {{ ref('int_overrides_resolved') }} as overrides
    inner join {{ ref('identity_graph') }} as side_a on overrides.identifier_a_id = side_a.identifier_id
    inner join {{ ref('identity_graph') }} as side_b on overrides.identifier_b_id = side_b.identifier_id
    where
        overrides.action = 'must_not_link'
        and not overrides.is_removed
        and side_a.profile_id <> side_b.profile_id
        and side_a.profile_id in ({{ profiles }})
        and side_b.profile_id in ({{ profiles }})
    order by overrides.override_id
{%- endmacro %}
