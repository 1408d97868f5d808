{#- Fails where one of the columns is below zero. Gives the rows at fault. -#}
{% test not_negative(model, columns) %}
    select {{ columns | join(', ') }}
    from {{ model }}
    where
        {%- for column in columns %}
        {{ 'or ' if not loop.first }}{{ column }} < 0
        {%- endfor %}
{% endtest %}
