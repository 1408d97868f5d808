{#- A thin shell that lets a model be the connected components of its own query: the body gives
    (node_a, node_b), the table has (node, component) under the names of meta.node_column and
    meta.component_column. The target is replaced after convergence alone, so that a build that fails
    leaves the old table. -#}
{% materialization connected_components, default %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set max_rounds = config.meta_get('max_rounds', 50) -%}
    {%- if max_rounds is not integer or max_rounds < 1 or max_rounds > _most_rounds() -%}
        {{ exceptions.raise_compiler_error(
            'config.meta.max_rounds of ' ~ this.identifier ~ ' is ' ~ max_rounds
            ~ '. Use a whole number from 1 to ' ~ _most_rounds() ~ '.'
        ) }}
    {%- endif -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- do drop_work_relations(target_relation) -%}
    {%- set labels = connected_components(target_relation, sql, max_rounds) -%}
    {%- set labels_named -%}
        select
            node as {{ config.meta_require('node_column') }},
            component as {{ config.meta_require('component_column') }}
        from {{ labels }}
    {%- endset -%}
    {{ replace_table(target_relation, existing_relation, labels_named) }}
    {%- do drop_work_relations(target_relation) -%}

    {%- do create_indexes(target_relation) -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do apply_grants(
        target_relation, config.get('grants'), should_revoke(existing_relation, full_refresh_mode=True)
    ) -%}
    {%- do persist_docs(target_relation, model) -%}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
