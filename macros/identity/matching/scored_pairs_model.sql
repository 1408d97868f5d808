{#- The name of the model that scores pairs of records, of the var scored_pairs_model; empty where nothing is
    matched by score, which is the default. -#}
{% macro scored_pairs_model() -%}
    {{ return(var('scored_pairs_model', none) or '') }}
{%- endmacro %}
