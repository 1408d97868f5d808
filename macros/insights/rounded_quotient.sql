{#- The whole number next to the quotient of two whole numbers, halves away from zero; the denominator is above
    zero. Whole numbers all the way: engines divide in decimals or floating point and round halves each in its
    own way. Both arguments are read several times, so give columns. -#}
{% macro rounded_quotient(numerator, denominator) -%}
    {%- set doubled = '2 * abs(' ~ numerator ~ ') + ' ~ denominator -%}
    {%- set divisor = '2 * ' ~ denominator -%}
    cast(
        case when {{ numerator }} < 0 then -1 else 1 end
        * round(({{ doubled }} - {{ modulo(doubled, divisor) }}) / ({{ divisor }}))
        as {{ dbt.type_bigint() }}
    )
{%- endmacro %}
