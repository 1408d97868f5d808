{#- A table that follows identity: of what the query gives, only the rows that differ from those of the same
    meta.row_key are written, and what it no longer gives is deleted, all in one transaction. So a merge or a split
    rewrites the rows of the people it touches, whatever runs were left out before, and a build that finds
    nothing new writes nothing. A query may give less than all, namely what history_is_whole() let it leave
    out; it then has the column is_removed, and only the rows that say so are deleted. -#}
{% materialization history, default %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set key = config.meta_require('row_key') -%}
    {%- set due = work_relation(target_relation, 'due') -%}
    {%- set changes = work_relation(target_relation, 'changes') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set whole = history_is_whole(model.name) -%}
    {%- if not whole -%}
        {%- do create_work_table(due, sql) -%}
        {%- set columns = _column_names(due) | reject('equalto', 'is_removed') | list -%}
        {%- set marks_removed = 'is_removed' in _column_names(due) -%}
        {#- Attributes come and go with a var; what is written by rows has its columns in its own text. -#}
        {%- set whole = not marks_removed and columns != _column_names(existing_relation) -%}
    {%- endif -%}
    {%- if whole -%}
        {{ replace_table(target_relation, existing_relation, sql) }}
        {%- do create_indexes(target_relation) -%}
    {%- else -%}
        {%- do create_work_table(
            changes, history_changes(due, target_relation, key, columns, marks_removed)
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
    {%- do commit_history(model.name) -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do apply_grants(
        target_relation, config.get('grants'), should_revoke(existing_relation, full_refresh_mode=True)
    ) -%}
    {%- do persist_docs(target_relation, model) -%}
    {%- do adapter.commit() -%}
    {%- for relation in [due, changes] -%}{%- do adapter.drop_relation(relation) -%}{%- endfor -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
