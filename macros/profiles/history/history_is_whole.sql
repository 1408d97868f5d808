{#- True where a model of history cannot be brought up to date from what it holds and is written whole: it is not
    there yet, a full refresh was asked for, or it was last built by other models, sources or settings. -#}
{% macro history_is_whole(name) -%}
    {%- if not execute -%}
        {#- While dbt parses, so that it sees what a model refers to. -#}
        {{ return(false) }}
    {%- elif flags.FULL_REFRESH or published(name) is none or published('history_fingerprints') is none -%}
        {{ return(true) }}
    {%- endif -%}
    {%- set rows = run_query(
        "select fingerprint from " ~ published('history_fingerprints') ~ " where model_name = '" ~ name ~ "'"
    ).rows -%}
    {{ return(not rows or rows[0][0] != history_fingerprint(name)) }}
{%- endmacro %}
