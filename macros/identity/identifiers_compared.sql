{#- How many identifiers the last run knew, and how many of them change profile in this one. -#}
{% macro identifiers_compared(candidate, members_before, graph_before) -%}
    select
        max(graph_before.count_identifiers) as count_compared,
        coalesce(
            sum(case when candidate.profile_id <> members_before.profile_id then 1 else 0 end), 0
        ) as count_moved
    from {{ graph_before }} as graph_before
    left join {{ members_before }} as members_before on 1 = 1
    left join {{ candidate }} as candidate
        on members_before.identifier_id = candidate.identifier_id
{%- endmacro %}
