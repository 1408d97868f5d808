{{ config(
    materialized='increment',
    meta={'key': ['source_name', 'record_id', 'attribute_name']},
) }}

{%- set key = ['source_name', 'record_id', 'attribute_name'] -%}
{%- set columns = ['attribute_value', 'observed_at', 'loaded_at'] -%}
{%- set compared = source_feeds('attributes')
    | selectattr('deletes', 'equalto', 'compare') | list -%}

with attributes_read as (
    select * from {{ ref('int_attributes_read') }}
),

{%- if is_increment() %}

values_read as (
    select {{ key | join(', ') }}
    from attributes_read
    group by {{ key | join(', ') }}
),

values_stored as (
    select stored.*
    from {{ this }} as stored
    left join values_read on {{ columns_match('stored', 'values_read', key) }}
    where
        values_read.record_id is not null
        or stored.source_name in ({{ names_quoted(compared) }})
),
{%- endif %}

-- Of a source that is compared, nothing counts but what was read.
values_known as (
    select {{ (key + columns) | join(', ') }}
    from attributes_read
    {%- if is_increment() %}
    union all
    select {{ (key + columns) | join(', ') }}
    from values_stored
    where not is_removed and source_name not in ({{ names_quoted(compared) }})
    {%- endif %}
),

values_ranked as (
    select
        *,
        row_number() over (
            partition by {{ key | join(', ') }}
            order by observed_at desc, loaded_at desc, attribute_value asc
        ) as version_rank
    from values_known
),

values_newest as (
    select * from values_ranked
    where version_rank = 1
),

{{ changes_of('values_newest', 'values_stored', key, columns) }}

select * from rows_changed
