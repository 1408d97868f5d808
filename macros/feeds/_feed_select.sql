{#- What the feed macros share: the check of their arguments and the SELECT of one relation. -#}

{#- A union of one SELECT a relation. contract lists the feed's own columns in order: name; type (text,
    number, instant, or event_time, which is at most the loading time); required, or what a relation that
    does not name the column gets (default: NULL). -#}
{% macro _feed(feed, source, records, contract) -%}
    {%- do _check_feed(feed, source) -%}
    {%- do _check_feed_records(feed, records, contract) -%}
    {%- set selects = [] -%}
    {%- for record in records -%}
        {%- do selects.append(_feed_select(source, record, contract)) -%}
    {%- endfor -%}
    {{ _union_all(selects) }}
{%- endmacro %}

{% macro _union_all(selects) -%}
    {{ selects | join('\n\nunion all\n\n') }}
{%- endmacro %}

{% macro _feed_select(source, record, contract) -%}
select
    '{{ source }}' as source_name,
    record_id,
    {%- for column in contract %}
    {{ _feed_column(column, record.get(column.name)) }},
    {%- endfor %}
    loaded_at
from {{ record.relation }}
{%- endmacro %}

{% macro _feed_column(column, expression) -%}
    {%- if expression is none -%}
        {%- set expression = column.get('default') or _typed_null(column.type) -%}
    {%- endif -%}
    {%- if column.type == 'event_time' -%}
        {%- set expression = at_most_loaded_at(expression) -%}
    {%- endif -%}
    {{ expression }}{{ ' as ' ~ column.name if expression != column.name }}
{%- endmacro %}

{% macro _typed_null(type) -%}
    {%- set types = {
        'text': dbt.type_string(),
        'number': dbt.type_numeric(),
        'instant': dbt.type_timestamp(),
        'event_time': dbt.type_timestamp(),
    } -%}
    cast(null as {{ types[type] }})
{%- endmacro %}

{#- The source's kind, once the var cdp_sources is seen to list the source with this feed. -#}
{% macro _check_feed(feed, source) -%}
    {%- set sources = var('cdp_sources', none) or {} -%}
    {%- set feeding = [] -%}
    {%- for name, declared in sources.items() if feed in declared.feeds -%}
        {%- do feeding.append(name) -%}
    {%- endfor -%}
    {%- if source not in feeding -%}
        {{ _feed_error(
            feed, 'source', source, feeding,
            'correct the name, or list the source with the feed ' ~ feed
            ~ ' in the var cdp_sources of dbt_project.yml'
        ) }}
    {%- endif -%}
    {{ return(sources[source].kind) }}
{%- endmacro %}

{% macro _check_feed_records(feed, records, contract) -%}
    {%- if records is string or records is mapping or not records -%}
        {{ _feed_error(
            feed, 'records', records, ['a list of one mapping a relation'], 'list at least one relation'
        ) }}
    {%- endif -%}
    {%- set allowed = ['relation'] + contract | map(attribute='name') | list -%}
    {%- for record in records -%}
        {%- set position = loop.index -%}
        {%- if record.relation is not defined or record.relation is string or not record.relation -%}
            {{ _feed_error(feed, 'relation', record.relation, ["ref('stg_…')"], 'name a model by ref()') }}
        {%- endif -%}
        {%- for key in record if key not in allowed -%}
            {{ _feed_error(feed, 'records', key, allowed, 'correct the name') }}
        {%- endfor -%}
        {%- for column in contract if column.required and not record.get(column.name) -%}
            {{ _feed_error(
                feed, column.name, none, ["SQL over the relation's columns"],
                'give ' ~ column.name ~ ' to relation ' ~ position ~ ' of the list'
            ) }}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}

{% macro _feed_error(feed, argument, value, allowed, remedy) -%}
    {%- set problem = "is '" ~ value ~ "'" if value else 'is missing' -%}
    {{ exceptions.raise_compiler_error(
        feed ~ '_feed in ' ~ model.original_file_path ~ ': the argument ' ~ argument ~ ' ' ~ problem
        ~ '. Allowed: ' ~ (allowed | join(', ') or 'none yet') ~ '. To mend it: ' ~ remedy ~ '.'
    ) }}
{%- endmacro %}
