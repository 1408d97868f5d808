{#- Run after a build: gives back the lock, if this build holds it. -#}
{% macro release_identity_lock() -%}
    {%- set lock = identity_lock(ref('identity_graph')) -%}
    {%- if execute and load_cached_relation(lock) -%}
        {%- do run_query(_identity_lock_deletion(lock, invocation_id)) -%}
    {%- endif -%}
{%- endmacro %}
