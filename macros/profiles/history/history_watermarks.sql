{#- From which loaded_at on a model of history reads each source, as {source name: instant as text}: the newest that
    it holds, less the overlap in which late rows are waited for. A source that is not in it is read whole, and so
    is one whose deletions show only by comparing. -#}
{% macro history_watermarks(name) -%}
    {%- set watermarks = {} -%}
    {%- if execute and not history_is_whole(name) -%}
        {%- set read_from = dbt.dateadd('hour', -1 * var('load_overlap_hours', 24), 'max(loaded_at)') -%}
        {%- set rows = run_query(
            'select source_name, ' ~ dbt.cast(read_from, dbt.type_string()) ~ ' as read_from from '
            ~ published(name) ~ ' group by source_name'
        ).rows -%}
        {%- for row in rows if var('cdp_sources').get(row[0], {}).get('deletes') != 'compare' -%}
            {%- do watermarks.update({row[0]: row[1]}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(watermarks) }}
{%- endmacro %}
