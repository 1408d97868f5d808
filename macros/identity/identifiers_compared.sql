{#- How many identifiers the last run and this one both know, and how many of them changed profile. -#}
{% macro identifiers_compared(candidate, members_before) -%}
    select
        count(*) as count_compared,
        coalesce(
            sum(case when candidate.profile_id <> members_before.profile_id then 1 else 0 end), 0
        ) as count_moved
    from {{ candidate }} as candidate
    inner join {{ members_before }} as members_before
        on candidate.identifier_id = members_before.identifier_id
{%- endmacro %}
