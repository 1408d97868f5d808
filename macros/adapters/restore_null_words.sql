{#- Gives a seed's cells back the word null and the blanks that dbt would have read as no value at all:
    the generator writes them as (null) and (blanks). -#}
{% macro restore_null_words(relation, columns) -%}
    {{ return(adapter.dispatch('restore_null_words', 'cdp')(relation, columns)) }}
{%- endmacro %}

{% macro default__restore_null_words(relation, columns) -%}
    update {{ relation }}
    set
        {% for column in columns -%}
            {{ column }} = case {{ column }}
                when '(null)' then 'null'
                when '(blanks)' then '  '
                else {{ column }}
            end{{ ',' if not loop.last }}
        {% endfor %}
    where
        {% for column in columns -%}
            {{ column }} in ('(null)', '(blanks)'){{ ' or' if not loop.last }}
        {% endfor %}
{%- endmacro %}
