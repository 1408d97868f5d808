{#- The e-mail address of a record, also where somebody typed it into another field, the phone's say, and none
    into its own. -#}
{% macro normalize_email_or_misplaced(column, other_column) -%}
    case
            when {{ other_column }} like '%@%' and coalesce({{ column }}, '') not like '%@%'
                then {{ normalize_email(other_column) }}
            else {{ normalize_email(column) }}
        end
{%- endmacro %}
