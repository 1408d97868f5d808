{#- The CTE rows_without_key of a model that gives each combination of the columns its whole number once: those
    in the CTE rows_read that have none yet, with the newest number that was given. Looked up from the rows
    read, which are few on most days, before anything is sorted out. -#}
{% macro rows_without_key(rows_read, key, columns) -%}
    {%- if is_incremental() %}
    newest_key_given as (
        select coalesce(max({{ key }}), 0) as newest_key
        from {{ this }}
    ),

    rows_with_key as (
        select
            {%- for column in columns %}
            {{ rows_read }}.{{ column }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ rows_read }}
        inner join {{ this }} as keys_given
            on {{ columns_match(rows_read, 'keys_given', columns) }}
    ),
    {%- endif %}

    rows_without_key as (
        select
            {%- for column in columns %}
            {{ rows_read }}.{{ column }},
            {%- endfor %}
            {{ 'newest_key_given.newest_key' if is_incremental() else '0 as newest_key' }}
        from {{ rows_read }}
        {%- if is_incremental() %}
        cross join newest_key_given
        left join rows_with_key
            on {{ columns_match(rows_read, 'rows_with_key', columns) }}
        where rows_with_key.{{ columns[0] }} is null
        {%- endif %}
    )
{%- endmacro %}
