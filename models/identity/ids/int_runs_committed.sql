{#- The runs that count. One that was killed before the graph was put in place left
    rows that do not; one killed after it has no row in identity_runs yet, and
    counts. -#}
{%- set runs_before = published('identity_runs') -%}

with members_before as (
    select * from {{ ref('int_profiles_before') }}
),

runs_unioned as (
    select run_id
    from members_before
    group by run_id
    {%- if runs_before %}
    union all
    select run_id
    from {{ runs_before }}
    {%- endif %}
),

runs_deduplicated as (
    select run_id
    from runs_unioned
    group by run_id
)

select * from runs_deduplicated
