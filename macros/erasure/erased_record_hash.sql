{#- The erasure_hash of a record, told by the columns source_name and record_id of a relation, or of the only one. -#}
{% macro erased_record_hash(relation=none) -%}
    {%- set prefix = relation ~ '.' if relation else '' -%}
    {{ return(erasure_hash(dbt.concat([prefix ~ 'source_name', "':'", prefix ~ 'record_id']))) }}
{%- endmacro %}
