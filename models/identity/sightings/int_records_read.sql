{#- The records that the run reads; empty where everything is resolved again. -#}
with record_keys as (
    select * from {{ ref('record_keys') }}
),

{%- if is_increment() %}

identifiers_read as (
    select * from {{ ref('int_identifiers_read') }}
),

records_read as (
    select
        source_name,
        record_id
    from identifiers_read
    group by source_name, record_id
),

-- A record that a source no longer has is one that its absence tells of.
records_keyed as (
    select record_keys.record_key
    from record_keys
    inner join records_read
        on
            record_keys.source_name = records_read.source_name
            and record_keys.record_id = records_read.record_id
    {%- for source in source_feeds('identifiers') if source.deletes == 'compare' %}
    union all
    select record_key
    from record_keys
    where source_name = '{{ source.name }}'
    {%- endfor %}
),

records_deduplicated as (
    select record_key
    from records_keyed
    group by record_key
)
{%- else %}

records_deduplicated as (
    select record_key
    from record_keys
    where 1 = 0
)
{%- endif %}

select * from records_deduplicated
