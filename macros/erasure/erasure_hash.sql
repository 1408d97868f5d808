{#- What is kept of something erased: a hash, keyed with the identity namespace, of a text such as an identifier_id,
    so that nobody without the namespace can try values against it. reverse_etl/tombstones.py makes the same. -#}
{% macro erasure_hash(expression) -%}
    {{ sha256_hex(dbt.concat([dbt.string_literal(identity_namespace() ~ ':erasure:'), expression])) }}
{%- endmacro %}
