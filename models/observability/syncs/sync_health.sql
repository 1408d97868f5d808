{{ config(materialized='view') }}

with sync_runs as (
    select * from {{ ref('sync_runs') }}
),

sync_state as (
    select * from {{ source('reverse_etl', 'sync_state') }}
),

-- A run that goes on says nothing yet.
runs_ranked as (
    select
        *,
        row_number() over (
            partition by sync_name order by started_at desc, run_id asc
        ) as ended_rank
    from sync_runs
    where status <> 'running'
),

runs_last as (
    select * from runs_ranked
    where ended_rank = 1
),

runs_summed as (
    select
        sync_name,
        min(case when is_succeeded then ended_rank end) - 1 as count_runs_since_success,
        count(*) as count_runs,
        max(case when is_succeeded then finished_at end) as last_succeeded_at
    from runs_ranked
    group by sync_name
),

records_counted as (
    select
        sync_name,
        sum(case when is_in_destination then 1 else 0 end) as count_in_destination,
        sum(case when is_uncertain then 1 else 0 end) as count_uncertain,
        sum(case when outcome = 'rejected' then 1 else 0 end) as count_rejected,
        max(last_accepted_at) as last_accepted_at
    from sync_state
    group by sync_name
),

syncs_judged as (
    select
        runs_last.sync_name,
        runs_last.destination_name,
        runs_last.object_name,
        runs_last.run_id as last_run_id,
        runs_last.status as last_status,
        runs_last.message as last_message,
        runs_summed.count_runs,
        coalesce(runs_summed.count_runs_since_success, runs_summed.count_runs)
            as count_runs_since_success,
        runs_last.count_held,
        coalesce(records_counted.count_in_destination, 0) as count_in_destination,
        coalesce(records_counted.count_uncertain, 0) as count_uncertain,
        coalesce(records_counted.count_rejected, 0) as count_rejected,
        runs_last.is_succeeded
        and coalesce(records_counted.count_rejected, 0) = 0 as is_healthy,
        runs_last.started_at as last_started_at,
        runs_summed.last_succeeded_at,
        records_counted.last_accepted_at
    from runs_last
    inner join runs_summed on runs_last.sync_name = runs_summed.sync_name
    left join records_counted on runs_last.sync_name = records_counted.sync_name
)

select * from syncs_judged
