{#- The var identifier_types, checked and with its defaults filled in: a dictionary of type name to rule. -#}
{% macro identifier_types() -%}
    {%- set declared = var('identifier_types', none) -%}
    {%- if declared is not mapping or not declared -%}
        {{ _identifier_types_error('is empty', 'declare at least one type, e.g. email: {priority: 1, kind: contact}') }}
    {%- endif -%}
    {%- set types = {} -%}
    {%- set priorities = {} -%}
    {%- for name, rule in declared.items() -%}
        {%- do _check_identifier_type(name, rule, declared) -%}
        {%- if rule.priority in priorities -%}
            {{ _identifier_types_error(
                'gives priority ' ~ rule.priority ~ ' to both ' ~ priorities[rule.priority] ~ ' and ' ~ name,
                'give each type a priority of its own'
            ) }}
        {%- endif -%}
        {%- do priorities.update({rule.priority: name}) -%}
        {%- do types.update({name: dict(_identifier_type_defaults(), **rule)}) -%}
    {%- endfor -%}
    {{ return(types) }}
{%- endmacro %}

{% macro _identifier_type_defaults() -%}
    {{ return({
        'max_per_profile': none,
        'max_profiles_per_value': none,
        'lifetime_days': none,
        'pattern': none,
        'derived_from': none,
        'bridges': true,
    }) }}
{%- endmacro %}

{% macro _check_identifier_type(name, rule, declared) -%}
    {%- set known = ['priority', 'kind'] + (_identifier_type_defaults().keys() | list) -%}
    {%- for key in rule -%}
        {%- if key not in known -%}
            {{ _identifier_types_error(
                'has the unknown setting ' ~ name ~ '.' ~ key, 'use one of ' ~ known | join(', ')
            ) }}
        {%- endif -%}
    {%- endfor -%}
    {%- if rule.kind not in ['person', 'contact', 'device'] -%}
        {{ _identifier_types_error(
            'says ' ~ name ~ '.kind: ' ~ rule.kind, 'use person, contact or device'
        ) }}
    {%- endif -%}
    {%- if rule.derived_from and rule.derived_from not in declared -%}
        {{ _identifier_types_error(
            'says ' ~ name ~ '.derived_from: ' ~ rule.derived_from,
            'name one of ' ~ declared.keys() | join(', ')
        ) }}
    {%- endif -%}
    {%- for key in ['priority', 'max_per_profile', 'max_profiles_per_value', 'lifetime_days'] -%}
        {%- set number = rule.get(key) -%}
        {%- if (key == 'priority' or number is not none) and (number is not integer or number < 1) -%}
            {{ _identifier_types_error(
                'says ' ~ name ~ '.' ~ key ~ ': ' ~ number, 'use a whole number from 1 up'
            ) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{% macro _identifier_types_error(problem, remedy) -%}
    {{ exceptions.raise_compiler_error(
        "The var identifier_types in dbt_project.yml " ~ problem ~ ". To mend it: " ~ remedy ~ "."
    ) }}
{%- endmacro %}
