{#- The upper ends of the sizes; what is above the last has a size of its own. -#}
{%- set upper_ends = [1, 2, 3, 5, 10, 20, 50, 100, 200, 500] -%}

with identity_graph as (
    select * from {{ ref('identity_graph') }}
),

profiles_counted as (
    select
        profile_id,
        count(*) as count_identifiers
    from identity_graph
    group by profile_id
),

profiles_sized as (
    select
        profile_id,
        case
            {%- for upper_end in upper_ends %}
            {%- set lower_end = upper_ends[loop.index0 - 1] + 1 if loop.index0 else 1 %}
            when count_identifiers <= {{ upper_end }}
                then
                    '{{ lower_end }}
                    {{- "-" ~ upper_end if upper_end > lower_end }}'
            {%- endfor %}
            else '{{ upper_ends[-1] + 1 }}+'
        end as profile_size,
        count_identifiers
    from profiles_counted
)

select * from profiles_sized
