{#- The part of an amount in cents that falls on one of several rows by weight: what is due up to this row less what
    was due before it, each to the next cent, so that the parts of all rows are the amount exactly. Amount and
    weights are whole numbers; weight_until sums the weights of the rows up to this one, this one included. -#}
{% macro share_of_cents(amount, weight, weight_until, weight_total) -%}
    {%- set until = '(' ~ amount ~ ' * ' ~ weight_until ~ ')' -%}
    {%- set before = '(' ~ amount ~ ' * (' ~ weight_until ~ ' - ' ~ weight ~ '))' -%}
    {{ rounded_quotient(until, weight_total) }}
    - {{ rounded_quotient(before, weight_total) }}
{%- endmacro %}
