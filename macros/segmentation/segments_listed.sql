{#- One SELECT with a row per segment of the var segments, whether anybody is in it or not, as (segment_name). -#}
{% macro segments_listed() -%}
    {%- for name in segment_names() %}
    select '{{ name }}' as segment_name
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
