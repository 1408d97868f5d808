{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='append_new_columns',
    full_refresh=false,
    pre_hook="{{ delete_uncommitted_rows() }}",
    post_hook="{{ log_identity_run() }}",
) }}

with run_started as (
    select * from {{ ref('int_run_started') }}
),

runs_committed as (
    select * from {{ ref('int_runs_committed') }}
),

figures_summed as (
    select * from {{ ref('int_run_figures_summed') }}
),

-- A run that was killed once its graph was in place gets its row from the next one.
runs_without_row as (
    select run_id
    from run_started
    union all
    select run_id
    from runs_committed
    {%- if is_incremental() %}
    where run_id not in (select run_id from {{ this }})
    {%- endif %}
),

runs_described as (
    select
        runs_without_row.run_id,
        {%- for column in run_figure_columns() %}
        cast(figures_summed.{{ column }} as {{ dbt.type_bigint() }}) as {{ column }},
        {%- endfor %}
        cast(figures_summed.count_identifiers_moved as {{ dbt.type_float() }})
        / nullif(figures_summed.count_identifiers_compared, 0) as identity_churn,
        {{ dbt.datediff('run_started.started_at', utc_now(), 'second') }}
            as count_seconds,
        run_started.run_id is not null as is_complete,
        run_started.as_of_at,
        run_started.started_at,
        case
            when run_started.run_id is not null then {{ utc_now() }}
        end as finished_at
    from runs_without_row
    left join run_started on runs_without_row.run_id = run_started.run_id
    left join figures_summed on runs_without_row.run_id = figures_summed.run_id
)

select * from runs_described
