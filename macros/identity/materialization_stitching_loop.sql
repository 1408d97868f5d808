{#- A thin shell that lets a model be what a loop over its own query gives: (node, component) under the
    names of meta.node_column and meta.component_column. meta.loop is connected_components or
    limited_profiles, whose macros say what the query must give. The target is replaced once the loop is
    done and not before, so that a build that fails leaves the old table. How the rounds went is left beside
    the model, in the table that loop_rounds names. -#}
{% materialization stitching_loop, default %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set max_rounds = config.meta_get('max_rounds', 50) -%}
    {%- if max_rounds is not integer or max_rounds < 1 or max_rounds > most_rounds() -%}
        {{ exceptions.raise_compiler_error(
            'config.meta.max_rounds of ' ~ this.identifier ~ ' is ' ~ max_rounds
            ~ '. Use a whole number from 1 to ' ~ most_rounds() ~ '.'
        ) }}
    {%- endif -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- do drop_work_relations(target_relation) -%}
    {%- if config.meta_require('loop') == 'limited_profiles' -%}
        {%- set looped = limited_profiles(
            target_relation, sql, config.meta_require('limits'), max_rounds
        ) -%}
    {%- else -%}
        {%- set looped = connected_components(target_relation, sql, max_rounds) -%}
    {%- endif -%}
    {%- set components_named -%}
        select
            node as {{ config.meta_require('node_column') }},
            component as {{ config.meta_require('component_column') }}
        from (
            {{ looped.sql }}
        ) as looped
    {%- endset -%}
    {%- do create_work_table(loop_rounds(target_relation), loop_rounds_rows(looped.rows_left)) -%}
    {{ replace_table(target_relation, existing_relation, components_named) }}
    {%- do drop_work_relations(target_relation) -%}

    {%- do create_indexes(target_relation) -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do apply_grants(
        target_relation, config.get('grants'), should_revoke(existing_relation, full_refresh_mode=True)
    ) -%}
    {%- do persist_docs(target_relation, model) -%}
    {%- do adapter.commit() -%}
    {%- do log(
        this.identifier ~ ': done in ' ~ (looped.rows_left | length - 1) ~ ' rounds; left after each: '
        ~ looped.rows_left[1:] | join(', '),
        info=true
    ) -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
