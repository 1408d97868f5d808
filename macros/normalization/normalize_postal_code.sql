{#- A postal code for comparing: capitals and digits, without the sign of the country before it; the five digits
    of a ZIP+4 code; with the zeros that a spreadsheet took off where all codes of the region have one length. -#}
{% macro normalize_postal_code(column, region) -%}
    {%- set code = regex_replace(
        'upper(' ~ normalize_identifier_text(column) ~ ')', "'^[A-Z]{1,2}-|[^A-Z0-9]'"
    ) -%}
    {%- set five = "('DE', 'ES', 'FR', 'IT', 'US')" -%}
    case
            when {{ region }} in {{ five }} and {{ matches_regex(code, "'^[0-9]{4}$'") }}
                then '0' || {{ code }}
            when {{ region }} = 'US' and {{ matches_regex(code, "'^[0-9]{9}$'") }}
                then substr({{ code }}, 1, 5)
            else {{ code }}
        end
{%- endmacro %}
