{#- One bit, 0 or 1, of an IAB TCF string, counted from 0: the string is base64url, so a bit stands at a fixed
    place of a fixed character, and no table of its alphabet is needed. Only for strings of which tcf_is_readable
    is true: a sign outside the alphabet would count as its last. -#}
{% macro tcf_bit(tcf_string, bit) -%}
    {%- set digit = _tcf_digit(tcf_string, bit // 6) -%}
    {{ modulo('floor(' ~ digit ~ ' / ' ~ 2 ** (5 - bit % 6) ~ '.0)', 2) }}
{%- endmacro %}

{#- The value, 0 to 63, of the character at a place counted from 0. -#}
{% macro _tcf_digit(tcf_string, place) -%}
    {%- set alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_' -%}
    ({{ dbt.position('substring(' ~ tcf_string ~ ', ' ~ (place + 1) ~ ', 1)', "'" ~ alphabet ~ "'") }} - 1)
{%- endmacro %}
