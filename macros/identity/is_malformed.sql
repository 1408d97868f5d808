{#- True where a value does not match the pattern of its type, or a derived one's clear value that of its
    own. Patterns are constants of the statement: an engine compiles one that comes from a row anew for
    each value. -#}
{% macro is_malformed(identifier_type, identifier_value, parent_value) -%}
    {%- set types = identifier_types() -%}
    (
        1 = 0
        {%- for name, rule in types.items() %}
        {%- if rule.pattern %}
        or (
            {{ identifier_type }} = '{{ name }}'
            and not {{ matches_regex(identifier_value, dbt.string_literal(rule.pattern)) }}
        )
        {%- endif %}
        {%- if rule.derived_from and types[rule.derived_from].pattern %}
        or (
            {{ identifier_type }} = '{{ name }}'
            and not {{ matches_regex(parent_value, dbt.string_literal(types[rule.derived_from].pattern)) }}
        )
        {%- endif %}
        {%- endfor %}
    )
{%- endmacro %}
