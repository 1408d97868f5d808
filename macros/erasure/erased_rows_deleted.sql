{#- A hook of a model that outlives full refreshes: takes out the rows of erased identifiers, told by `identifier_id`,
    an SQL expression over the model's columns. Does nothing where nobody is erased. -#}
{% macro erased_rows_deleted(identifier_id) -%}
    {%- if execute and erasures_known() and load_cached_relation(this) is not none %}
    delete from {{ this }}
    where {{ erasure_hash(identifier_id) }} in ({{ identifier_tombstones() }})
    {%- endif %}
{%- endmacro %}
