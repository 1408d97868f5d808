{{ config(materialized='view') }}

{%- set experiments = holdouts() %}

with {% for segment in experiments.values() | map(attribute='segment') | unique -%}
seg_{{ segment }} as (
    select * from {{ ref('seg_' ~ segment) }}
),

{% endfor -%}

members_drawn as (
    {%- for name, holdout in experiments.items() %}
    select
        '{{ name }}' as experiment_name,
        profile_id,
        {{ in_hash_split(name, 0, holdout.percent, 'profile_id') }} as is_held_out
    from seg_{{ holdout.segment }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    select
        cast(null as {{ dbt.type_string() }}) as experiment_name,
        cast(null as {{ dbt.type_string() }}) as profile_id,
        false as is_held_out
    where 1 = 0
    {%- endfor %}
)

select * from members_drawn
