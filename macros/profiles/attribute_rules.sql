{#- The var attribute_rules, checked and with its defaults filled in: a dictionary of attribute name to
    rule. The attributes of one group must agree on how the group is won. -#}
{% macro attribute_rules() -%}
    {%- set declared = var('attribute_rules', none) -%}
    {%- if declared is not mapping or not declared -%}
        {{ _attribute_rules_error('is empty', 'declare at least one, e.g. first_name: {strategy: most_recent}') }}
    {%- endif -%}
    {%- set rules = {} -%}
    {%- set groups = {} -%}
    {%- for name, rule in declared.items() -%}
        {%- do _check_attribute_rule(name, rule) -%}
        {%- set filled = dict(_attribute_rule_defaults(), **rule) -%}
        {%- do filled.update({'group': filled.group or name}) -%}
        {%- set first = groups.setdefault(filled.group, {'name': name, 'rule': filled}) -%}
        {%- for key in ['strategy', 'sources', 'ignore_blanks'] if filled[key] != first.rule[key] -%}
            {{ _attribute_rules_error(
                'gives ' ~ first.name ~ ' and ' ~ name ~ ' of the group ' ~ filled.group ~ ' a different '
                ~ key, 'give both the same, because one record wins the whole group'
            ) }}
        {%- endfor -%}
        {%- do rules.update({name: filled}) -%}
    {%- endfor -%}
    {{ return(rules) }}
{%- endmacro %}

{% macro _attribute_rule_defaults() -%}
    {{ return({
        'strategy': none,
        'sources': [],
        'columns': {},
        'group': none,
        'required': false,
        'ignore_blanks': true,
        'type': 'text',
    }) }}
{%- endmacro %}

{% macro _check_attribute_rule(name, rule) -%}
    {%- set strategies = ['most_recent', 'most_frequent', 'source_priority', 'first', 'longest'] -%}
    {%- set known = _attribute_rule_defaults().keys() | list -%}
    {%- set types = attribute_types().keys() | list -%}
    {%- for key in rule if key not in known -%}
        {{ _attribute_rules_error(
            'has the unknown setting ' ~ name ~ '.' ~ key, 'use one of ' ~ known | join(', ')
        ) }}
    {%- endfor -%}
    {%- if rule.strategy not in strategies -%}
        {{ _attribute_rules_error(
            'says ' ~ name ~ '.strategy: ' ~ rule.strategy, 'use one of ' ~ strategies | join(', ')
        ) }}
    {%- endif -%}
    {%- if rule.get('type', 'text') not in types -%}
        {{ _attribute_rules_error(
            'says ' ~ name ~ '.type: ' ~ rule.type, 'use one of ' ~ types | join(', ')
        ) }}
    {%- endif -%}
    {%- if rule.strategy == 'source_priority' and not rule.sources -%}
        {{ _attribute_rules_error(
            'gives ' ~ name ~ ' the strategy source_priority and no sources', 'list them, the best first'
        ) }}
    {%- endif -%}
    {%- for source in rule.get('sources', []) if source not in var('cdp_sources') -%}
        {{ _attribute_rules_error(
            'lists the source ' ~ source ~ ' for ' ~ name,
            'use sources of cdp_sources: ' ~ var('cdp_sources').keys() | join(', ')
        ) }}
    {%- endfor -%}
    {%- do _check_attribute_columns(name, rule.get('columns', {})) -%}
{%- endmacro %}

{% macro _check_attribute_columns(name, columns) -%}
    {%- if columns is not mapping -%}
        {{ _attribute_rules_error(
            'says ' ~ name ~ '.columns: ' ~ columns, 'name a column a table, e.g. {stg_crm__contacts: city}'
        ) }}
    {%- endif -%}
    {%- set feeding = [] -%}
    {%- for source, declared in var('cdp_sources').items() if 'attributes' in declared.feeds -%}
        {%- do feeding.append('stg_' ~ source) -%}
    {%- endfor -%}
    {%- for relation in columns if relation.split('__')[0] not in feeding -%}
        {{ _attribute_rules_error(
            'takes ' ~ name ~ ' from ' ~ relation ~ ', which is no staged table of a source with the feed attributes',
            'use one whose name begins with ' ~ feeding | join('__ or ') ~ '__'
        ) }}
    {%- endfor -%}
{%- endmacro %}

{% macro _attribute_rules_error(problem, remedy) -%}
    {{ exceptions.raise_compiler_error(
        "The var attribute_rules in dbt_project.yml " ~ problem ~ ". To mend it: " ~ remedy ~ "."
    ) }}
{%- endmacro %}
