{#- The spelling in which an attribute's value is compared; empty or null for what tells nothing, a date that is
    none say. compare: name, date or text. -#}
{% macro spelling_compared(column, compare) -%}
    {%- if compare == 'name' -%}
    {{ normalize_name_for_matching(column) }}
    {%- elif compare == 'text' -%}
    {{ fold_text(column) }}
    {%- else -%}
    case
        when {{ matches_regex(column, "'^[0-9]{4}-[0-9]{2}-[0-9]{2}'") }}
            then substr({{ column }}, 1, 10)
    end
    {%- endif -%}
{%- endmacro %}
