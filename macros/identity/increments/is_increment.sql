{#- True where the models of identity may be brought up to date from what they hold: all of them are there, a
    run counts, it had the same rules, and no full refresh was asked for. Else everything is resolved again. -#}
{% macro is_increment() -%}
    {#- While dbt parses, so that it sees what a model refers to. -#}
    {%- if not execute -%}
        {{ return(true) }}
    {%- endif -%}
    {%- if flags.FULL_REFRESH -%}
        {{ return(false) }}
    {%- endif -%}
    {%- for node in graph.nodes.values() if node.config.materialized == 'increment' -%}
        {%- if published(node.name) is none -%}
            {{ return(false) }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(last_commit().fingerprint == identity_fingerprint()) }}
{%- endmacro %}
