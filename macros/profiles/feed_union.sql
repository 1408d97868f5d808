{#- One SELECT of the rows of a feed from every source that has it, by the columns of the feed's contract;
    no rows, with the same columns, when no source has it. Without the records of erased people. -#}
{% macro feed_union(feed) -%}
    {%- set columns = _feed_columns(feed) -%}
    {%- for source in source_feeds(feed) %}
    select
        source_name,
        record_id,
        {%- for name, type in columns.items() %}
        {{ 'cast(' ~ name ~ ' as ' ~ type ~ ') as ' ~ name if type == dbt.type_numeric() else name }},
        {%- endfor %}
        loaded_at
    from {{ source.relation }}
    where {{ without_erased_records() | indent(4) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    select
        cast(null as {{ dbt.type_string() }}) as source_name,
        cast(null as {{ dbt.type_string() }}) as record_id,
        {%- for name, type in columns.items() %}
        cast(null as {{ type }}) as {{ name }},
        {%- endfor %}
        cast(null as {{ dbt.type_timestamp() }}) as loaded_at
    limit 0
    {%- endfor %}
{%- endmacro %}

{#- Numbers are cast in the union, because two sources may deliver two types of number. -#}
{% macro _feed_columns(feed) -%}
    {%- set text, number, instant = dbt.type_string(), dbt.type_numeric(), dbt.type_timestamp() -%}
    {%- set columns = {
        'attributes': {
            text: ['attribute_name', 'attribute_value'], instant: ['observed_at'],
        },
        'events': {
            text: ['event_id', 'event_type', 'channel', 'currency', 'properties'],
            number: ['amount'],
            instant: ['occurred_at'],
        },
        'order_lines': {
            text: ['order_id', 'line_id', 'product_id', 'product_category', 'currency', 'kind'],
            number: ['quantity', 'unit_amount', 'tax_amount'],
            instant: ['ordered_at'],
        },
        'interactions': {
            text: ['interaction_id', 'kind', 'direction', 'agent', 'subject', 'body', 'outcome'],
            instant: ['started_at', 'ended_at'],
        },
        'audiences': {
            text: ['provider', 'taxonomy', 'audience_code', 'purpose', 'raw'],
            number: ['score'],
            instant: ['obtained_at', 'expires_at'],
        },
        'consents': {
            text: ['purpose', 'channel', 'status', 'legal_basis', 'region'],
            instant: ['stated_at', 'expires_at'],
        },
        'suppressions': {text: ['scope', 'reason'], instant: ['since', 'until']},
        'accounts': {
            text: ['kind', 'account_id', 'role', 'name', 'domain', 'industry'],
            dbt.type_boolean(): ['is_deleted'],
            instant: ['observed_at'],
        },
    } -%}
    {%- if feed not in columns -%}
        {{ exceptions.raise_compiler_error(
            "feed_union: feed is '" ~ feed ~ "'. Use one of " ~ columns.keys() | join(', ') ~ "."
        ) }}
    {%- endif -%}
    {%- set types = {} -%}
    {%- for type, names in columns[feed].items() -%}
        {%- for name in names -%}{%- do types.update({name: type}) -%}{%- endfor -%}
    {%- endfor -%}
    {{ return(types) }}
{%- endmacro %}
