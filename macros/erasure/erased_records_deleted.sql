{#- A hook of a model that is kept up to date by rows: takes out the rows of erased records, told by its columns
    source_name and record_id. Does nothing where nobody is erased. -#}
{% macro erased_records_deleted() -%}
    {%- set erased_records = ref('erased_records') -%}
    {%- if execute and erasures_known() and load_cached_relation(this) is not none %}
    delete from {{ this }}
    where {{ erased_record_hash() }} in (
        select record_hash from {{ erased_records }}
    )
    {%- endif %}
{%- endmacro %}
