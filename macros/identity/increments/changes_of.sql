{#- The last CTE of a model that is kept up to date by rows: rows_now is the CTE of what is due for all that
    the run touches, rows_stored that of what the model holds for it. Gives what differs, each row with
    is_removed and the number of the run. A row that is gone stays, marked, until the run counts: whoever
    depends on it has to hear of it, also where the run is killed and done again. -#}
{% macro changes_of(rows_now, rows_stored, key, columns) -%}
    {%- if is_increment() %}
    rows_written as (
        select
            {{ (key + columns) | join(',\n            ') }}
        from {{ rows_now }}
        {{ dbt.except() }}
        select
            {{ (key + columns) | join(',\n            ') }}
        from {{ rows_stored }}
        where not is_removed
    ),

    rows_gone as (
        select
            {%- for column in key + columns %}
            {{ rows_stored }}.{{ column }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ rows_stored }}
        left join {{ rows_now }}
            on {{ columns_match(rows_stored, rows_now, key) }}
        where {{ rows_now }}.{{ key[0] }} is null and not {{ rows_stored }}.is_removed
    ),
    {%- endif %}

    rows_changed as (
        select
            {{ (key + columns) | join(',\n            ') }},
            false as is_removed,
            {{ run_number() }} as changed_in_run
        from {{ 'rows_written' if is_increment() else rows_now }}
        {%- if is_increment() %}
        union all
        select
            {{ (key + columns) | join(',\n            ') }},
            true as is_removed,
            {{ run_number() }} as changed_in_run
        from rows_gone
        {%- endif %}
    )
{%- endmacro %}
