{#- The run in which a model kept up to date by rows changed last, as a number in the text of the statement: an
    engine that knows it skips what was written before. 0 where there is no such model yet. -#}
{% macro newest_change(name) -%}
    {%- set relation = published(name) -%}
    {%- if relation is none -%}
        {{ return(0) }}
    {%- endif -%}
    {%- set newest = run_query('select coalesce(max(changed_in_run), 0) from ' ~ relation).rows[0][0] -%}
    {{ return(newest | int) }}
{%- endmacro %}
