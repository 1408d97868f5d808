{#- True where a value matches one of the var blocked_patterns that stand for its type. Patterns are
    constants of the statement: an engine compiles one that comes from a row anew for each value. -#}
{% macro is_blocked_by_pattern(identifier_type, identifier_value) -%}
    {%- set patterns = var('blocked_patterns', {}) or {} -%}
    {%- set known = ['any'] + identifier_types().keys() | list -%}
    {%- for type in patterns if type not in known -%}
        {{ exceptions.raise_compiler_error(
            'The var blocked_patterns in dbt_project.yml names the type ' ~ type ~ '. To mend it: use one of '
            ~ known | join(', ') ~ '.'
        ) }}
    {%- endfor -%}
    (
        1 = 0
        {%- for type, expressions in patterns.items() %}
        {%- for expression in expressions %}
        or (
            {%- if type != 'any' %}{{ identifier_type }} = '{{ type }}' and {% endif -%}
            {{ matches_regex(identifier_value, dbt.string_literal(expression)) }}
        )
        {%- endfor %}
        {%- endfor %}
    )
{%- endmacro %}
