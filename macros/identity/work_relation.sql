{#- The name of a table that lives during one model's build. -#}
{% macro work_relation(target_relation, suffix) -%}
    {{ return(target_relation.incorporate(
        path={'identifier': _work_prefix(target_relation) ~ suffix}, type='table'
    )) }}
{%- endmacro %}

{% macro _work_prefix(target_relation) -%}
    {{ return(target_relation.identifier ~ '__work_') }}
{%- endmacro %}
