{#- The quotient of two whole numbers as a number with so many decimals, halves away from zero, the same on every
    engine; null where the denominator is null or 0. -#}
{% macro ratio(numerator, denominator, decimals=4) -%}
    {%- set scale = 10 ** decimals -%}
    cast(
        case
            when {{ denominator }} <> 0
                then {{ rounded_quotient(scale ~ ' * (' ~ numerator ~ ')', '(' ~ denominator ~ ')') }}
        end / {{ scale }}.0
        as {{ dbt.type_numeric() }}
    )
{%- endmacro %}
