{#- A hook before what a run publishes: the lock that this build took must still be its own. -#}
{% macro check_identity_lock() -%}
    {%- set lock = identity_lock(this) -%}
    {%- if execute and load_cached_relation(lock) -%}
        {%- set holder = _identity_lock_holder(lock) -%}
        {%- if not holder or holder.invocation_id != invocation_id -%}
            {{ exceptions.raise_compiler_error(
                'This build no longer holds the lock on identity'
                ~ (': ' ~ holder.description if holder else ', another build took it over and is done') ~ '. '
                ~ 'Identity stays as it was published last. To mend it: run this build again; if it takes '
                ~ 'longer than the var identity_lock_minutes (' ~ var('identity_lock_minutes') ~ '), raise that.'
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
