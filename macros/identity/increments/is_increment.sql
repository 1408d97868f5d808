{#- True where the models of identity may be brought up to date from what they hold: all of them are there, a
    run counts, it had the same rules, and no full refresh was asked for. Else everything is resolved again.
    Decided once an invocation, since the first model that is built changes what is there. -#}
{% macro is_increment() -%}
    {#- While dbt parses, so that it sees what a model refers to. -#}
    {{ return(remembered('is_increment', _is_increment_decided) if execute else true) }}
{%- endmacro %}

{% macro _is_increment_decided() -%}
    {%- if flags.FULL_REFRESH or last_commit().fingerprint != identity_fingerprint() -%}
        {{ return(false) }}
    {%- endif -%}
    {%- for node in graph.nodes.values() if node.config.materialized == 'increment' -%}
        {%- if published(node.name) is none -%}
            {{ return(false) }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(true) }}
{%- endmacro %}
