{#- One row per attribute of each row of each relation. A record is {relation, observed_at, attributes:
    {name: column}}; a column is SQL that gives text. Attributes whose rule in the var attribute_rules names a
    column of the relation are added. Empty values stay: they show that a newer version of the record has none. -#}
{% macro attributes_feed(source, records) -%}
    {%- do _check_feed('attributes', source) -%}
    {%- set contract = [
        {'name': 'observed_at', 'type': 'event_time', 'required': true},
        {'name': 'attributes', 'required': true},
    ] -%}
    {%- do _check_feed_records('attributes', records, contract) -%}
    {%- do _check_columns_of_rules(source, records) -%}
    {%- set selects = [] -%}
    {%- for record in records -%}
        {%- for name, column in dict(record.attributes, **_columns_of_rules(record.relation)).items() -%}
            {%- do _check_attribute(name) -%}
            {%- do selects.append(_attribute_select(source, record, name, column)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ _union_all(selects) }}
{%- endmacro %}

{% macro _attribute_select(source, record, name, column) -%}
select
    '{{ source }}' as source_name,
    record_id,
    '{{ name }}' as attribute_name,
    {{ column }} as attribute_value,
    {{ at_most_loaded_at(record.observed_at) }} as observed_at,
    loaded_at
from {{ record.relation }}
{%- endmacro %}

{% macro _check_attribute(name) -%}
    {%- if name not in var('attribute_rules') -%}
        {{ _feed_error(
            'attributes', 'attributes', name, var('attribute_rules').keys(),
            'correct the name, or declare the attribute in the var attribute_rules of dbt_project.yml'
        ) }}
    {%- endif -%}
{%- endmacro %}

{#- What the var attribute_rules says of one relation: a mapping of attribute to column. -#}
{% macro _columns_of_rules(relation) -%}
    {%- set columns = {} -%}
    {%- for name, rule in var('attribute_rules').items() if relation.identifier in rule.get('columns', {}) -%}
        {%- do columns.update({name: rule.columns[relation.identifier]}) -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}

{#- While dbt parses, and in a unit test, a ref() does not tell which model it is. -#}
{% macro _check_columns_of_rules(source, records) -%}
    {%- set relations = records | map(attribute='relation') | map(attribute='identifier') | list -%}
    {%- for name, rule in var('attribute_rules').items() if execute and model.resource_type != 'unit_test' -%}
        {%- for relation in rule.get('columns', {}) if relation.startswith('stg_' ~ source ~ '__') -%}
            {%- if relation not in relations -%}
                {{ _feed_error(
                    'attributes', 'columns of the attribute ' ~ name, relation, relations,
                    'correct the name in the var attribute_rules of dbt_project.yml, or give the feed the relation'
                ) }}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
