with run_figures as (
    select * from {{ ref('identity_run_figures') }}
),

identity_changes as (
    select * from {{ ref('identity_changes') }}
),

runs_counted as (
    select run_id
    from {{ ref('int_runs_committed') }}
    union all
    select run_id
    from {{ ref('int_run_started') }}
),

-- The changes tell of a run also where it was killed before it wrote its figures, and
-- a run without any had none.
figures_unioned as (
    select
        run_id,
        figure_name,
        figure_value
    from run_figures
    union all
    select
        run_id,
        change_type as figure_name,
        1 as figure_value
    from identity_changes
    {%- for change_type in ['born', 'merged', 'split', 'retired'] %}
    union all
    select
        run_id,
        '{{ change_type }}' as figure_name,
        0 as figure_value
    from runs_counted
    {%- endfor %}
),

-- A figure that was never written stays null.
figures_summed as (
    select
        run_id,
        {%- for column, figure_name in run_figure_columns().items() %}
        sum(
            case when figure_name = '{{ figure_name }}' then figure_value end
        ) as {{ column }},
        {%- endfor %}
        count(*) as count_figures
    from figures_unioned
    group by run_id
)

select * from figures_summed
