{#- Drops a table or view in a statement of its own. adapter.drop_relation looks up every macro of the project
    first, which takes longer than to drop a small table. -#}
{% macro drop_at_once(relation) -%}
    {%- do run_query('drop ' ~ relation.type ~ ' if exists ' ~ relation ~ ' cascade') -%}
    {%- do adapter.cache_dropped(relation) -%}
{%- endmacro %}
