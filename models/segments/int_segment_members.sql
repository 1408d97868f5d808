{{ config(materialized='view') }}

with {% for name in segment_names() -%}
seg_{{ name }} as (
    select * from {{ ref('seg_' ~ name) }}
),

{% endfor -%}

members_unioned as (
    {%- for name in segment_names() %}
    select
        '{{ name }}' as segment_name,
        profile_id
    from seg_{{ name }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from members_unioned
