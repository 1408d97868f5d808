{#- Puts the rows of a query in place of a model's table as its main statement; readers see the old table
    until the new one is whole. -#}
{% macro replace_table(target_relation, existing_relation, sql) -%}
    {{ return(adapter.dispatch('replace_table', 'cdp')(target_relation, existing_relation, sql)) }}
{%- endmacro %}

{#- Where renaming is not atomic or is a copy job, the engines replace in one statement. -#}
{% macro default__replace_table(target_relation, existing_relation, sql) -%}
    {%- if existing_relation is not none and not existing_relation.is_table -%}
        {%- do adapter.drop_relation(existing_relation) -%}
    {%- endif -%}
    {%- call statement('main') -%}
        {{ create_table_as(False, target_relation, sql) }}
    {%- endcall -%}
{%- endmacro %}

{% macro duckdb__replace_table(target_relation, existing_relation, sql) -%}
    {{ _replace_table_by_rename(target_relation, existing_relation, sql) }}
{%- endmacro %}

{% macro postgres__replace_table(target_relation, existing_relation, sql) -%}
    {{ _replace_table_by_rename(target_relation, existing_relation, sql) }}
{%- endmacro %}

{% macro _replace_table_by_rename(target_relation, existing_relation, sql) -%}
    {%- set new_relation = make_intermediate_relation(target_relation) -%}
    {%- do adapter.drop_relation(new_relation) -%}
    {%- call statement('main') -%}
        {{ create_table_as(False, new_relation, sql) }}
    {%- endcall -%}
    {%- if existing_relation is not none -%}
        {#- The type of the existing relation, since a clone may have made the target a view. -#}
        {%- set backup_relation = make_backup_relation(target_relation, existing_relation.type) -%}
        {%- do adapter.drop_relation(backup_relation) -%}
        {%- do adapter.rename_relation(existing_relation, backup_relation) -%}
    {%- endif -%}
    {%- do adapter.rename_relation(new_relation, target_relation) -%}
    {%- if existing_relation is not none -%}
        {%- do adapter.drop_relation(backup_relation) -%}
    {%- endif -%}
{%- endmacro %}
