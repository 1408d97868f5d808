{#- A condition: the profile is in another segment, as this build computes it. -#}
{% macro in_segment(name, profile_id='profiles.profile_id') -%}
    {%- if name not in segment_names() -%}
        {%- do segment_error(
            'in_segment', 'name', name, 'give one of the var segments: ' ~ segment_names() | join(', ')
        ) -%}
    {%- endif -%}
    {{ is_among('select members.profile_id from ' ~ ref('seg_' ~ name) ~ ' as members', profile_id) }}
{%- endmacro %}
