{#- True where a text is an IAB TCF string of version 2 (the first six bits are 2, which is the letter C), whole
    at least up to what follows its purposes: a core of 44 characters or more, then its other segments. Null is
    not readable. -#}
{% macro tcf_is_readable(tcf_string) -%}
    coalesce({{ matches_regex(tcf_string, "'^C[A-Za-z0-9_-]{43,}([.][A-Za-z0-9_-]+)*$'") }}, false)
{%- endmacro %}
