{#- From which loaded_at on a run reads each source, as {source name: instant as text}: the newest that was
    kept, in a model that has source_name and the named column, less the overlap in which late rows are waited
    for. A source that is not in it is read whole. -#}
{% macro feed_watermarks(kept='identifier_sightings', loaded_at='last_loaded_at') -%}
    {%- set watermarks = {} -%}
    {%- if execute and is_increment() -%}
        {%- set read_from = dbt.dateadd('hour', -1 * var('load_overlap_hours', 24), 'max(' ~ loaded_at ~ ')') -%}
        {%- set rows = run_query(
            'select source_name, ' ~ dbt.cast(read_from, dbt.type_string()) ~ ' as read_from from '
            ~ published(kept) ~ ' group by source_name'
        ).rows -%}
        {%- for row in rows -%}
            {%- do watermarks.update({row[0]: row[1]}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(watermarks) }}
{%- endmacro %}
