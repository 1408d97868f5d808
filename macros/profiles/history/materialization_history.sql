{#- A table that follows identity: of what the query gives, only the rows that differ from those of the same
    meta.row_key are written, and what it no longer gives is deleted, all in one transaction. So a merge or a split
    rewrites the rows of the people it touches, whatever runs were left out before, and a build that finds
    nothing new writes nothing. Where meta.reads is due, the query gives only what it has to look at again unless
    history_is_whole(); it then has the column is_removed, and only the rows that say so are deleted. -#}
{% materialization history, default %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set key = config.meta_require('row_key') -%}
    {%- set due = work_relation(target_relation, 'due') -%}
    {%- set changes = work_relation(target_relation, 'changes') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set reads_due = config.meta_get('reads') == 'due' -%}
    {%- set whole = history_is_whole(model.name) if reads_due
        else flags.FULL_REFRESH or existing_relation is none or not existing_relation.is_table -%}
    {%- if not whole -%}
        {%- do create_work_table(due, sql) -%}
        {%- set columns = _column_names(due) | reject('equalto', 'is_removed') | list -%}
        {#- Attributes come and go with a var. -#}
        {%- set whole = not reads_due and columns != _column_names(existing_relation) -%}
    {%- endif -%}
    {%- if whole -%}
        {{ replace_table(target_relation, existing_relation, sql) }}
        {%- do create_indexes(target_relation) -%}
    {%- else -%}
        {%- do create_work_table(
            changes, history_changes(due, target_relation, key, columns, reads_due)
        ) -%}
        {%- if count_rows(changes) > 0 -%}
            {%- call statement('main') -%}
                delete from {{ target_relation }}
                where exists (
                    select 1
                    from {{ changes }} as changes
                    where {{ columns_match('changes', target_relation, key) }}
                )
            {%- endcall -%}
            {%- call statement('insert_changes') -%}
                insert into {{ target_relation }} ({{ columns | join(', ') }})
                select {{ columns | join(', ') }}
                from {{ changes }}
                where not is_removed
            {%- endcall -%}
        {%- else -%}
            {%- call statement('main') -%}select 1{%- endcall -%}
        {%- endif -%}
    {%- endif -%}
    {%- if reads_due and whole -%}{%- do note_history(model.name) -%}{%- endif -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do apply_grants(
        target_relation, config.get('grants'), should_revoke(existing_relation, full_refresh_mode=True)
    ) -%}
    {%- do persist_docs(target_relation, model) -%}
    {%- do adapter.commit() -%}
    {%- for relation in [due, changes] -%}{%- do drop_at_once(relation) -%}{%- endfor -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
