{#- One row per identifier column of each row of each relation. A record is {relation, observed_at,
    identifiers: [{type, column, authenticated}], authenticated, is_deleted}; column, authenticated and
    is_deleted are SQL over the relation's columns, and an identifier's authenticated stands before its
    record's. -#}
{% macro identifiers_feed(source, records) -%}
    {%- set kind = _check_feed('identifiers', source) -%}
    {%- set contract = [
        {'name': 'observed_at', 'type': 'event_time', 'required': true},
        {'name': 'identifiers', 'required': true},
        {'name': 'authenticated'},
        {'name': 'is_deleted'},
    ] -%}
    {%- do _check_feed_records('identifiers', records, contract) -%}
    {%- set selects = [] -%}
    {%- for record in records -%}
        {%- for identifier in record.identifiers -%}
            {%- do _check_identifier(identifier) -%}
            {%- do selects.append(_identifier_select(source, record, identifier, kind)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ _union_all(selects) }}
{%- endmacro %}

{#- A record that is replaced keeps its empty identifiers: they show that the newer version has none. -#}
{% macro _identifier_select(source, record, identifier, kind) -%}
{%- set authenticated = identifier.get('authenticated', record.get('authenticated', false)) | string -%}
select
    '{{ source }}' as source_name,
    record_id,
    '{{ identifier.type }}' as identifier_type,
    {{ identifier.column }} as identifier_value,
    {{ authenticated | lower if authenticated in ['True', 'False'] else authenticated }} as is_authenticated,
    {{ _feed_column({'name': 'is_deleted', 'default': 'false'}, record.get('is_deleted')) }},
    {{ at_most_loaded_at(record.observed_at) }} as observed_at,
    loaded_at
from {{ record.relation }}
{%- if kind == 'events' %}
where {{ identifier.column }} is not null
{%- endif %}
{%- endmacro %}

{% macro _check_identifier(identifier) -%}
    {%- set settings = ['type', 'column', 'authenticated'] -%}
    {%- for key in identifier if key not in settings -%}
        {{ _feed_error('identifiers', 'identifiers', key, settings, 'correct the name of the setting') }}
    {%- endfor -%}
    {%- if identifier.type not in identifier_types() -%}
        {{ _feed_error(
            'identifiers', 'type', identifier.type, identifier_types().keys(),
            'correct the type, or declare it in the var identifier_types of dbt_project.yml'
        ) }}
    {%- endif -%}
    {%- if not identifier.column -%}
        {{ _feed_error(
            'identifiers', 'column', identifier.column, ['SQL over the columns of the relation'],
            'say which column holds the ' ~ identifier.type
        ) }}
    {%- endif -%}
{%- endmacro %}
