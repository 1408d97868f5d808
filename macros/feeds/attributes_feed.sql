{#- One row per attribute of each row of each relation. A record is {relation, observed_at, attributes:
    {name: column}}; a column is SQL that gives text. Empty values stay: they show that a newer version of
    the record has none. -#}
{% macro attributes_feed(source, records) -%}
    {%- do _check_feed('attributes', source) -%}
    {%- set contract = [
        {'name': 'observed_at', 'type': 'event_time', 'required': true},
        {'name': 'attributes', 'required': true},
    ] -%}
    {%- do _check_feed_records('attributes', records, contract) -%}
    {%- set selects = [] -%}
    {%- for record in records -%}
        {%- for name, column in record.attributes.items() -%}
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
