{#- A condition on rows of profile_audiences: no contract forbids to use them for this purpose. Every segment or insight
    that reads profile_audiences asks it. -#}
{% macro may_serve(purpose, relation=none) -%}
    {%- set purposes = var('profile_consents') | list -%}
    {%- if purpose not in purposes -%}
        {%- do segment_error(
            'may_serve', 'purpose', purpose, 'give one of the var profile_consents: ' ~ purposes | join(', ')
        ) -%}
    {%- endif -%}
    {%- set column = relation ~ '.purpose' if relation else 'purpose' -%}
    ({{ column }} is null or {{ column }} = '{{ purpose }}')
{%- endmacro %}
