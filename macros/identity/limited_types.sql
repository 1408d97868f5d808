{#- The identifier types with a max_per_profile: a dictionary of type to that limit. -#}
{% macro limited_types() -%}
    {%- set limits = {} -%}
    {%- for name, rule in identifier_types().items() if rule.max_per_profile -%}
        {%- do limits.update({name: rule.max_per_profile}) -%}
    {%- endfor -%}
    {{ return(limits) }}
{%- endmacro %}
