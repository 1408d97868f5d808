{#- The rows of the feeds that the run reads of the attributes that may contradict:
    those loaded since the last time, or all of a source whose deletions show only by
    comparing. A blank stays: it shows that a newer version has no value. -#}
{%- set names = contradictions() | map(attribute='attribute') | join("', '") -%}
{%- set read_from = feed_watermarks('int_attributes_compared', 'loaded_at') -%}

with rows_fed as (
    {%- for source in source_feeds('attributes') if names %}
    select
        source_name,
        record_id,
        attribute_name,
        coalesce(trim(attribute_value), '') as attribute_value,
        observed_at,
        loaded_at
    from {{ source.relation }}
    where
        attribute_name in ('{{ names }}')
        and {{ without_erased_records() | indent(8) }}
    {%- if source.name in read_from and source.deletes != 'compare' %}
    and loaded_at >= cast(
        '{{ read_from[source.name] }}' as {{ dbt.type_timestamp() }}
    )
    {%- endif %}
    union all
    {%- endfor %}
    select
        {%- for name in [
            'source_name', 'record_id', 'attribute_name', 'attribute_value'
        ] %}
        cast(null as {{ dbt.type_string() }}) as {{ name }},
        {%- endfor %}
        cast(null as {{ dbt.type_timestamp() }}) as observed_at,
        cast(null as {{ dbt.type_timestamp() }}) as loaded_at
    where 1 = 0
)

select * from rows_fed
