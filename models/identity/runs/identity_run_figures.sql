{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    pre_hook="{{ delete_uncommitted_rows() }}",
) }}

with run_figures as (
    select * from {{ ref('int_run_figures') }}
),

figures_identified as (
    select
        {{ dbt.hash(dbt.concat([
            'run_id', "':'", 'figure_name', "':'", 'dimension'
        ])) }} as figure_id,
        run_id,
        figure_name,
        dimension,
        cast(figure_value as {{ dbt.type_bigint() }}) as figure_value
    from run_figures
)

select * from figures_identified
