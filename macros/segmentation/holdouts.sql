{#- The var holdouts, checked: {experiment: {segment, percent}}. -#}
{% macro holdouts() -%}
    {%- set declared = var('holdouts', {}) or {} -%}
    {%- set remedy = '. To mend it: write e.g. holdouts: {winback: {segment: lapsed_customers, percent: 10}}.' -%}
    {%- set said = 'The var holdouts in dbt_project.yml ' -%}
    {%- if declared is not mapping -%}
        {{ exceptions.raise_compiler_error(said ~ 'is ' ~ declared ~ remedy) }}
    {%- endif -%}
    {%- for name, holdout in declared.items() -%}
        {%- if "'" in name or holdout is not mapping or holdout.keys() | sort != ['percent', 'segment'] -%}
            {{ exceptions.raise_compiler_error(said ~ 'says ' ~ name ~ ': ' ~ holdout ~ remedy) }}
        {%- elif holdout.segment not in segment_names() -%}
            {{ exceptions.raise_compiler_error(
                said ~ 'says ' ~ name ~ '.segment: ' ~ holdout.segment
                ~ '. To mend it: give one of the var segments: ' ~ segment_names() | join(', ') ~ '.'
            ) }}
        {%- elif holdout.percent is not integer or holdout.percent is boolean
            or holdout.percent < 1 or holdout.percent > 99 -%}
            {{ exceptions.raise_compiler_error(
                said ~ 'says ' ~ name ~ '.percent: ' ~ holdout.percent
                ~ '. To mend it: give a whole number from 1 to 99.'
            ) }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(declared) }}
{%- endmacro %}
