{{ config(materialized='view') }}

with runs_recorded as (
    select * from {{ source('reverse_etl', 'sync_runs') }}
),

runs_measured as (
    select
        run_id,
        sync_name,
        destination_name,
        object_name,
        sync_mode,
        status,
        message,
        overrides,
        override_reason,
        started_by,
        coalesce(count_added, 0)
        + coalesce(count_changed, 0)
        + coalesce(count_refresh_due, 0)
        + coalesce(count_merged, 0) as count_written,
        coalesce(count_removed_left_model, 0)
        + coalesce(count_removed_refused, 0)
        + coalesce(count_removed_unknown_consent, 0) as count_removed,
        coalesce(count_removed_refused, 0) as count_removed_refused,
        coalesce(count_withheld_no_consent, 0)
        + coalesce(count_suppressed, 0) as count_not_allowed,
        coalesce(count_invalid, 0) as count_invalid,
        coalesce(count_held, 0) as count_held,
        coalesce(count_accepted, 0) as count_accepted,
        coalesce(count_rejected, 0) + coalesce(count_skipped, 0) as count_rejected,
        coalesce(count_retryable, 0)
        + coalesce(count_ambiguous, 0)
        + coalesce(count_aborted, 0) as count_unsettled,
        coalesce(count_pending, 0) as count_pending,
        coalesce(count_requests, 0) as count_requests,
        {{ dbt.datediff('started_at', 'finished_at', 'second') }}
            as duration_seconds,
        status = 'succeeded' as is_succeeded,
        started_at,
        finished_at
    from runs_recorded
)

select * from runs_measured
