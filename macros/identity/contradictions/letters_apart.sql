{#- How many letters of the longer of two texts are left once what they begin and end with alike is taken off: 0
    for equal ones, 1 for one letter more, less or other, 2 for two that changed places. Plain SQL, because edit
    distances have other names or none from engine to engine; letters beyond the 24th count as different. -#}
{% macro letters_apart(side_a, side_b) -%}
    {%- set alike = [] -%}
    {%- for count in range(1, 25) -%}
        {%- do alike.append(
            'case when substr(' ~ side_a ~ ', 1, ' ~ count ~ ') = substr(' ~ side_b ~ ', 1, ' ~ count
            ~ ') then 1 else 0 end'
        ) -%}
        {%- do alike.append(
            'case when ' ~ dbt.right(side_a, count) ~ ' = ' ~ dbt.right(side_b, count) ~ ' then 1 else 0 end'
        ) -%}
    {%- endfor -%}
    greatest({{ dbt.length(side_a) }}, {{ dbt.length(side_b) }}) - least(
        {{ dbt.length(side_a) }},
        {{ dbt.length(side_b) }},
        {{ alike | join('\n        + ') }}
    )
{%- endmacro %}
