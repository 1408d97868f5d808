{#- The number of steps that lead to a side which steps on itself. -#}
{% macro limits_steps_on_the_way(steps) -%}
    select count(*) as count_steps
    from {{ steps }} as steps
    inner join {{ steps }} as next_steps on steps.into_node = next_steps.node
{%- endmacro %}
