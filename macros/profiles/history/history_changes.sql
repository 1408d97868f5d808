{#- What differs between the rows that are due and those that a table of history holds, with is_removed. -#}
{% macro history_changes(due, stored, key, columns, marks_removed) -%}
    select
        {{ columns | join(',\n        ') }},
        false as is_removed
    from (
        select {{ columns | join(', ') }}
        from {{ due }}
        {%- if marks_removed %}
        where not is_removed
        {%- endif %}
        {{ dbt.except() }}
        select {{ columns | join(', ') }}
        from {{ stored }}
    ) as rows_written
    union all
    select
        {%- for column in columns %}
        stored.{{ column }},
        {%- endfor %}
        true as is_removed
    from {{ stored }} as stored
    {{ 'inner' if marks_removed else 'left' }} join {{ due }} as due
        on {{ columns_match('stored', 'due', key) }}
    where {{ 'due.is_removed' if marks_removed else 'due.' ~ key[0] ~ ' is null' }}
{%- endmacro %}
