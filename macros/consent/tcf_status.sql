{#- What an IAB TCF string says of one purpose of the project: granted if the person consented to every TCF
    purpose that the var tcf_purposes gives it (for those under legitimate_interest it is enough that they were
    told and did not object), else refused; unparseable where the string cannot be read; null where there is none. -#}
{% macro tcf_status(tcf_string, purpose) -%}
    {%- set needed = [] -%}
    {%- set rule = tcf_purposes()[purpose] -%}
    {%- for number in rule.consent -%}
        {%- do needed.append(tcf_bit(tcf_string, 151 + number) ~ ' = 1') -%}
    {%- endfor -%}
    {%- for number in rule.get('legitimate_interest', []) -%}
        {%- do needed.append(
            '(' ~ tcf_bit(tcf_string, 151 + number) ~ ' = 1 or ' ~ tcf_bit(tcf_string, 175 + number) ~ ' = 1)'
        ) -%}
    {%- endfor -%}
    case
        when {{ tcf_string }} is null then null
        when not {{ tcf_is_readable(tcf_string) }} then 'unparseable'
        when
            {{ needed | join('\n            and ') }}
            then 'granted'
        else 'refused'
    end
{%- endmacro %}
