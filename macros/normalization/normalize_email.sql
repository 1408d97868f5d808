{#- An e-mail address in lower case, without blanks around it. What is no address keeps its text, so that
    identity can quarantine it with a reason. -#}
{% macro normalize_email(column) -%}
    lower({{ normalize_identifier_text(column) }})
{%- endmacro %}
