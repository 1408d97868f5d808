{#- Fails where the column, if not null, has no match of a regular expression (of those that matches_regex
    allows). Gives the values at fault. -#}
{% test matches_pattern(model, column_name, pattern) %}
    select {{ column_name }}
    from {{ model }}
    where not {{ matches_regex(column_name, dbt.string_literal(pattern)) }}
{% endtest %}
