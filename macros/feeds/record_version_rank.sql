{#- 1 on the rows of the newest version of each record of a feed, more on older ones. A version is told
    by its event time, then its ingestion time, so a replay of an old version does not bring it back. -#}
{% macro record_version_rank(observed_at, loaded_at='loaded_at') -%}
    rank() over (
        partition by source_name, record_id
        order by {{ observed_at }} desc, {{ loaded_at }} desc
    )
{%- endmacro %}
