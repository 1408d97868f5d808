{#- The rows of a model of identity as the last run published them, as a relation; none before the first.
    Not a ref(): the run that is being built depends on what the last one left, not on what it will make. -#}
{% macro published(name) -%}
    {%- if execute -%}
        {{ return(load_cached_relation(this.incorporate(path={'identifier': name}))) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}
