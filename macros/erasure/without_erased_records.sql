{#- What keeps the rows of erased records out of a SELECT: a condition over the columns source_name and record_id of
    a relation, or of the only one; true where nobody is erased. The caller's model comes to depend on
    erased_records. -#}
{% macro without_erased_records(relation=none) -%}
    {#- A unit test gives what its rule is about; the rows of its feeds are nobody's. -#}
    {%- if model.resource_type == 'unit_test' -%}
        {{ return('1 = 1') }}
    {%- endif -%}
    {#- Also where nobody is erased, so that the model waits for it. -#}
    {%- set erased_records = ref('erased_records') -%}
    {%- if erasures_known() -%}
    {{ erased_record_hash(relation) }} not in (
        select erased_records.record_hash from {{ erased_records }} as erased_records
    )
    {%- else -%}
    1 = 1
    {%- endif -%}
{%- endmacro %}
