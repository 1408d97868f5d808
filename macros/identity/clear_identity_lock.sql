{#- An operation: takes the lock from whoever holds it. For a build that is dead for certain. -#}
{% macro clear_identity_lock() -%}
    {%- set lock = identity_lock(ref('identity_graph')) -%}
    {%- if execute and adapter.get_relation(lock.database, lock.schema, lock.identifier) -%}
        {%- set holder = _identity_lock_holder(lock) -%}
        {%- if holder -%}
            {%- do run_query(_identity_lock_deletion(lock, holder.invocation_id)) -%}
        {%- endif -%}
        {%- do log(
            'Cleared the lock on identity of ' ~ (holder.description if holder else 'nobody'), info=true
        ) -%}
    {%- endif -%}
{%- endmacro %}
