{#- Run before a build of identity: takes the lock, or stops where another build of this target holds it. The
    lock of a build that died is taken over: at once where the engine can tell that nobody is at work, else
    when it is older than the var identity_lock_minutes. -#}
{% macro take_identity_lock() -%}
    {%- set lock = identity_lock(ref('identity_graph')) -%}
    {%- if execute and _is_identity_built() and identity_lock_is_needed() -%}
        {%- do create_identity_lock(lock) -%}
        {%- do adapter.cache_added(lock) -%}
        {%- set holder = _identity_lock_holder(lock) -%}
        {%- if holder and (holder.is_old or not identity_lock_holder_lives()) -%}
            {%- do log(
                'The lock on identity that was left by ' ~ holder.description ~ ' is taken over', info=true
            ) -%}
            {%- do run_query(_identity_lock_deletion(lock, holder.invocation_id)) -%}
        {%- endif -%}
        {%- do insert_identity_lock(lock) -%}
        {%- set holder = _identity_lock_holder(lock) -%}
        {%- if not holder or holder.invocation_id != invocation_id -%}
            {%- do run_query(_identity_lock_deletion(lock, invocation_id)) -%}
            {{ _identity_locked_error(holder) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{% macro _identity_locked_error(holder) -%}
    {{ exceptions.raise_compiler_error(
        'Another build of the target ' ~ target.name ~ ' is at work on identity: '
        ~ (holder.description if holder else 'it ended just now') ~ '. Nothing was built. To mend it: run this again when that build is done. If it is dead, its lock is '
        ~ 'taken over ' ~ var('identity_lock_minutes') ~ ' minutes after it was taken (the var '
        ~ 'identity_lock_minutes), or at once after `dbt run-operation clear_identity_lock`.'
    ) }}
{%- endmacro %}

{% macro _is_identity_built() -%}
    {%- set built = [] -%}
    {%- if flags.WHICH in ['run', 'build'] -%}
        {%- for unique_id in selected_resources if unique_id.startswith('model.') -%}
            {%- if graph.nodes[unique_id].fqn[1] == 'identity' -%}
                {%- do built.append(unique_id) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(built | length > 0) }}
{%- endmacro %}
