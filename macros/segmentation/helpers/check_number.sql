{#- Stops the build unless a helper's argument is a number of at least so much (at_most: and at most); a whole one
    unless fractions are allowed. None passes where the argument is optional. -#}
{% macro check_number(helper, argument, value, at_least, at_most=none, optional=false, fractions=false) -%}
    {%- set is_right = (
        value is number and value is not boolean
        and (fractions or value is integer)
        and value >= at_least and (at_most is none or value <= at_most)
    ) -%}
    {%- if not is_right and not (optional and value is none) -%}
        {%- do segment_error(
            helper, argument, value,
            'give a ' ~ ('number' if fractions else 'whole number') ~ ' from ' ~ at_least
            ~ (' to ' ~ at_most if at_most is not none else '')
        ) -%}
    {%- endif -%}
{%- endmacro %}
