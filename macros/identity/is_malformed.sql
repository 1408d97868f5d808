{#- True where a value does not match the patterns of its type, or a derived one's clear value those of
    its own. Patterns are constants of the statement: an engine compiles one that comes from a row anew for
    each value. -#}
{% macro is_malformed(identifier_type, identifier_value, parent_value) -%}
    {%- set types = identifier_types() -%}
    (
        1 = 0
        {%- for name, rule in types.items() %}
        {%- for pattern in _patterns(rule) %}
        or (
            {{ identifier_type }} = '{{ name }}'
            and not {{ matches_regex(identifier_value, dbt.string_literal(pattern)) }}
        )
        {%- endfor %}
        {%- for pattern in _patterns(types.get(rule.derived_from)) %}
        or (
            {{ identifier_type }} = '{{ name }}'
            and not {{ matches_regex(parent_value, dbt.string_literal(pattern)) }}
        )
        {%- endfor %}
        {%- endfor %}
    )
{%- endmacro %}

{#- The patterns of a type, of which it may declare one, several or none. -#}
{% macro _patterns(rule) -%}
    {%- set pattern = rule.pattern if rule else none -%}
    {{ return([] if not pattern else [pattern] if pattern is string else pattern) }}
{%- endmacro %}
