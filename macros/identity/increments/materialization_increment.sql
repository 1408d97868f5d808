{#- A table that a run brings up to date in one transaction: the model's rows take the place of those with
    the same meta.key. Where is_increment() is false, they take the place of the table. A row with is_removed
    takes its old one away; where the table itself has that column, it stays as a mark until the next change
    after its run counts. meta.after names a macro whose statements join the transaction. A run that changes nothing
    writes nothing. -#}
{% materialization increment, default %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set key = config.meta_require('key') -%}
    {%- set after = config.meta_get('after') -%}
    {%- set changes = work_relation(target_relation, 'changes') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- if not is_increment() -%}
        {{ replace_table(target_relation, existing_relation, sql) }}
        {%- do create_indexes(target_relation) -%}
        {%- if after -%}{%- do context[after]() -%}{%- endif -%}
    {%- else -%}
        {%- do create_work_table(changes, sql) -%}
        {%- if count_rows(changes) > 0 -%}
            {%- set columns = _column_names(target_relation) -%}
            {%- set keeps_removed = 'is_removed' in columns -%}
            {%- call statement('main') -%}
                delete from {{ target_relation }}
                where
                    exists (
                        select 1
                        from {{ changes }} as changes
                        where {{ columns_match('changes', target_relation, key) }}
                    )
                    {%- if keeps_removed %}
                    or (is_removed and changed_in_run < {{ run_number() }})
                    {%- endif %}
            {%- endcall -%}
            {%- call statement('insert_changes') -%}
                insert into {{ target_relation }} ({{ columns | join(', ') }})
                select {{ columns | join(', ') }}
                from {{ changes }}
                {%- if not keeps_removed and 'is_removed' in _column_names(changes) %}
                where not is_removed
                {%- endif %}
            {%- endcall -%}
        {%- else -%}
            {%- call statement('main') -%}select 1{%- endcall -%}
        {%- endif -%}
        {%- if after -%}{%- do context[after]() -%}{%- endif -%}
    {%- endif -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do apply_grants(
        target_relation, config.get('grants'), should_revoke(existing_relation, full_refresh_mode=True)
    ) -%}
    {%- do persist_docs(target_relation, model) -%}
    {%- do adapter.commit() -%}
    {%- if is_increment() -%}{%- do drop_at_once(changes) -%}{%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% macro _column_names(relation) -%}
    {{ return(adapter.get_columns_in_relation(relation) | map(attribute='name') | list) }}
{%- endmacro %}
