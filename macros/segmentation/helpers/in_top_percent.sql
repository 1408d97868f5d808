{#- A condition: fewer than so many percent of the profiles have more in a column than this one. So whoever ties with
    the last one in is in as well, and a column of decimals or whole numbers gives the same profiles on every engine.
    Counted are the profiles that have a value and meet the condition among; model: where the column is. -#}
{% macro in_top_percent(percent, column, among='true', model='profiles', profile_id='profiles.profile_id') -%}
    {%- do check_number('in_top_percent', 'percent', percent, 0, 100, fractions=true) -%}
    {%- for argument, value in {'column': column, 'among': among}.items() if value is not string or not value -%}
        {%- do segment_error('in_top_percent', argument, value, 'give SQL over the columns of ' ~ model) -%}
    {%- endfor -%}
    {%- set top %}
            select ranked.profile_id
            from (
                select
                    valued.profile_id,
                    rank() over (order by valued.{{ column }} desc) as value_rank,
                    count(*) over () as count_profiles
                from {{ ref(model) }} as valued
                where valued.{{ column }} is not null and ({{ among }})
            ) as ranked
            where (ranked.value_rank - 1) * 100 < {{ percent }} * ranked.count_profiles
    {%- endset -%}
    {{ is_among(top, profile_id) }}
{%- endmacro %}
