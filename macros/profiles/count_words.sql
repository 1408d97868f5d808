{#- How many words a text has: runs of anything but spaces, tabs and line breaks. -#}
{% macro count_words(text) -%}
    {%- set spaced = namespace(text=text) -%}
    {%- for code in [9, 10, 13] -%}
        {%- set spaced.text = 'replace(' ~ spaced.text ~ ', chr(' ~ code ~ "), ' ')" -%}
    {%- endfor -%}
    length(replace({{ regex_replace(spaced.text, "'[^ ]+'", "'x'") }}, ' ', ''))
{%- endmacro %}
