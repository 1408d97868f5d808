{#- The runs that count, kept for good. One that was killed before its graph was in
    place left rows that do not count; one killed after it has no row in identity_runs
    yet, and counts. What the graph in place tells is written down here before any later
    graph can replace it. -#}
{{ config(
    materialized='incremental', incremental_strategy='append', full_refresh=false
) }}
{%- set runs_before = published('identity_runs') -%}

with members_before as (
    select * from {{ ref('int_profiles_before') }}
),

runs_unioned as (
    select run_id
    from members_before
    {%- if runs_before %}
    union all
    select run_id
    from {{ runs_before }}
    {%- endif %}
),

runs_known as (
    {%- if is_incremental() %}
    select run_id
    from {{ this }}
    {%- else %}
    select run_id
    from runs_unioned
    where 1 = 0
    {%- endif %}
),

runs_added as (
    select runs_unioned.run_id
    from runs_unioned
    left join runs_known on runs_unioned.run_id = runs_known.run_id
    where runs_known.run_id is null
    group by runs_unioned.run_id
)

select * from runs_added
