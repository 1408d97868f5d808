{#- A source that a rule does not list comes after those that it does. -#}
{%- set rules = attribute_rules() -%}
{%- set required_groups = rules.values() | selectattr('required')
    | map(attribute='group') | list -%}

{%- for name, rule in rules.items() %}
{%- set outer_loop = loop %}
{%- for source in source_feeds('attributes') %}
select
    '{{ name }}' as attribute_name,
    '{{ source.name }}' as source_name,
    '{{ rule.group }}' as attribute_group,
    '{{ rule.strategy }}' as strategy,
    '{{ rule.type }}' as value_type,
    {{ rule.sources.index(source.name) + 1
        if source.name in rule.sources else rule.sources | length + 1 }} as source_rank,
    {{ required_groups.count(rule.group) }} as count_required,
    {{ rule.required | lower }} as is_required,
    {{ rule.ignore_blanks | lower }} as ignores_blanks
{%- if not (loop.last and outer_loop.last) %}
union all
{%- endif %}
{%- endfor %}
{%- endfor %}
