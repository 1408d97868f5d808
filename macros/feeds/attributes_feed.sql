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
    {%- for record in records -%}
        {%- set last_record = loop.last -%}
        {%- for name, column in record.attributes.items() -%}
            {{- _attribute_select(source, record, name, column) -}}
            {%- if not (loop.last and last_record) %}

union all

            {% endif -%}
        {%- endfor -%}
    {%- endfor -%}
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
