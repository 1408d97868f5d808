{#- A condition: the profile is not in another segment, as this build computes it. -#}
{% macro not_in_segment(name, profile_id='profiles.profile_id') -%}
    not {{ in_segment(name, profile_id) }}
{%- endmacro %}
