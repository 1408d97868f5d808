{#- What differs between the rows that are due and those that a table of history holds, with is_removed. -#}
{% macro history_changes(due, stored, key, columns, reads_due) -%}
    select
        {{ columns | join(',\n        ') }},
        false as is_removed
    from (
        select {{ columns | join(', ') }}
        from {{ due }}
        {%- if reads_due %}
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
    {{ 'inner' if reads_due else 'left' }} join {{ due }} as due
        on {{ columns_match('stored', 'due', key) }}
    where {{ 'due.is_removed' if reads_due else 'due.' ~ key[0] ~ ' is null' }}
{%- endmacro %}
