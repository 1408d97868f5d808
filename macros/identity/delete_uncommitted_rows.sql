{#- A hook before a model that only grows: takes out the rows of a run that was killed before it counted. -#}
{% macro delete_uncommitted_rows() -%}
    {%- set runs_committed = ref('int_runs_committed') -%}
    {%- if execute and load_cached_relation(this) -%}
        delete from {{ this }}
        where run_id not in (select run_id from {{ runs_committed }})
    {%- endif -%}
{%- endmacro %}
