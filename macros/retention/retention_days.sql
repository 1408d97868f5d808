{#- For how many days a class of data is kept, by the var retention_days; none where it is kept for ever. -#}
{% macro retention_days(data_class) -%}
    {%- set classes = ['events', 'touchpoints', 'transcripts', 'audiences', 'consent_evidence'] -%}
    {%- set declared = var('retention_days', {}) -%}
    {%- for name, days in declared.items() -%}
        {%- if name not in classes or days is not integer or days < 1 -%}
            {{ exceptions.raise_compiler_error(
                'dbt_project.yml: var retention_days: ' ~ name ~ ' is ' ~ days ~ '. To mend it: name one of '
                ~ classes | join(', ') ~ ', with a whole number of days from 1.'
            ) }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(declared.get(data_class)) }}
{%- endmacro %}
