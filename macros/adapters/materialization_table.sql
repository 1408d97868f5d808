{#- A table on the engines of the tests and of the demo, whose adapters spend more time on renaming what they
    put beside a small table than on its rows. -#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {%- if model.language == 'sql' and not config.get('contract').enforced -%}
        {{ return(_materialize(this.incorporate(type='table'), replace_table)) }}
    {%- endif -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set new_relation = make_intermediate_relation(target_relation) -%}
    {{ _before_main() }}
    {%- do drop_at_once(new_relation) -%}
    {#- Here and not in a macro: dbt runs Python for the statement of a materialization alone. -#}
    {%- call statement('main', language=model.language) -%}
        {{- create_table_as(False, new_relation, compiled_code, model.language) -}}
    {%- endcall -%}
    {%- do put_in_place(new_relation, target_relation, existing_relation) -%}
    {{ return(_after_main(target_relation, existing_relation)) }}
{% endmaterialization %}

{% materialization table, adapter='postgres' %}
    {{ return(_materialize(this.incorporate(type='table'), replace_table)) }}
{% endmaterialization %}

{#- Builds a model's relation by a macro that puts rows in its place, with all that dbt does around that. -#}
{% macro _materialize(target_relation, replace) -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {{ _before_main() }}
    {%- do replace(target_relation, existing_relation, sql) -%}
    {{ return(_after_main(target_relation, existing_relation)) }}
{%- endmacro %}

{% macro _before_main() -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
{%- endmacro %}

{% macro _after_main(target_relation, existing_relation) -%}
    {%- if target_relation.is_table -%}{%- do create_indexes(target_relation) -%}{%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do apply_grants(
        target_relation, config.get('grants'), should_revoke(existing_relation, full_refresh_mode=True)
    ) -%}
    {%- do persist_docs(target_relation, model) -%}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{%- endmacro %}
