{#- The var contradictions, checked and with its defaults filled in: a list of {attribute, compare, ignore}, the
    most trusted first; empty where identity looks at no attributes. -#}
{% macro contradictions() -%}
    {%- set declared = var('contradictions', none) or [] -%}
    {%- if declared is string or declared is mapping -%}
        {{ _contradictions_error('is no list', 'write one line an attribute, e.g. - {attribute: first_name, compare: name}') }}
    {%- endif -%}
    {%- set rules = [] -%}
    {%- for rule in declared -%}
        {%- do _check_contradiction(rule, rules | map(attribute='attribute') | list) -%}
        {%- do rules.append(dict({'ignore': []}, **rule)) -%}
    {%- endfor -%}
    {{ return(rules) }}
{%- endmacro %}

{% macro _check_contradiction(rule, listed) -%}
    {%- if rule is not mapping -%}
        {{ _contradictions_error('has the line ' ~ rule, 'write it as {attribute: first_name, compare: name}') }}
    {%- endif -%}
    {%- for key in rule if key not in ['attribute', 'compare', 'ignore'] -%}
        {{ _contradictions_error('has the unknown setting ' ~ key, 'use one of attribute, compare, ignore') }}
    {%- endfor -%}
    {%- if rule.attribute not in var('attribute_rules') -%}
        {{ _contradictions_error(
            'names the attribute ' ~ rule.attribute,
            'use one of the var attribute_rules: ' ~ var('attribute_rules').keys() | join(', ')
        ) }}
    {%- endif -%}
    {%- if rule.attribute in listed -%}
        {{ _contradictions_error('names the attribute ' ~ rule.attribute ~ ' twice', 'take one line out') }}
    {%- endif -%}
    {%- if rule.compare not in ['name', 'date', 'text'] -%}
        {{ _contradictions_error(
            'says compare: ' ~ rule.compare ~ ' for ' ~ rule.attribute, 'use name, date or text'
        ) }}
    {%- endif -%}
    {%- if rule.ignore is string or rule.ignore is mapping -%}
        {{ _contradictions_error(
            'says ignore: ' ~ rule.ignore ~ ' for ' ~ rule.attribute, 'write a list, e.g. ["unknown"]'
        ) }}
    {%- endif -%}
{%- endmacro %}

{% macro _contradictions_error(problem, remedy) -%}
    {{ exceptions.raise_compiler_error(
        "The var contradictions in dbt_project.yml " ~ problem ~ ". To mend it: " ~ remedy ~ "."
    ) }}
{%- endmacro %}
