{#- The var tcf_purposes as a dictionary, once it is seen to be in order. -#}
{% macro tcf_purposes() -%}
    {%- set declared = var('tcf_purposes', {}) -%}
    {%- for purpose, rule in declared.items() -%}
        {%- set where = 'dbt_project.yml: var tcf_purposes: ' ~ purpose -%}
        {%- if rule is not mapping or not rule.get('consent') -%}
            {{ exceptions.raise_compiler_error(
                where ~ ' is ' ~ rule ~ '. To mend it: give it consent, a list of TCF purposes from 1 to 11.'
            ) }}
        {%- endif -%}
        {%- for setting, numbers in rule.items() -%}
            {%- if setting not in ['consent', 'legitimate_interest'] -%}
                {{ exceptions.raise_compiler_error(
                    where ~ ' has the setting ' ~ setting ~ '. Use consent or legitimate_interest.'
                ) }}
            {%- endif -%}
            {%- for number in numbers if number is not integer or number < 1 or number > 11 -%}
                {{ exceptions.raise_compiler_error(
                    where ~ '.' ~ setting ~ ' has ' ~ number ~ '. Use TCF purposes, whole numbers from 1 to 11.'
                ) }}
            {%- endfor -%}
            {#- TCF 2.2 knows no legitimate interest in profiles and personalization. -#}
            {%- for number in numbers if setting == 'legitimate_interest' and number in [1, 3, 4, 5, 6] -%}
                {{ exceptions.raise_compiler_error(
                    where ~ '.legitimate_interest has ' ~ number ~ ', for which TCF 2.2 asks for consent. '
                    ~ 'Move it to consent.'
                ) }}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(declared) }}
{%- endmacro %}
