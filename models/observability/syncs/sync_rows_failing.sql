{{ config(materialized='view') }}

with sync_state as (
    select * from {{ source('reverse_etl', 'sync_state') }}
),

sync_log as (
    select * from {{ source('reverse_etl', 'sync_log') }}
),

records_failing as (
    select * from sync_state
    where outcome <> 'accepted'
),

attempts_accepted as (
    select
        sync_name,
        record_key,
        max(attempted_at) as last_accepted_at
    from sync_log
    where outcome = 'accepted'
    group by sync_name, record_key
),

-- Since the last time that the destination took anything about the record.
attempts_failed as (
    select
        sync_log.sync_name,
        sync_log.record_key,
        count(*) as count_attempts,
        min(sync_log.attempted_at) as failing_since_at
    from sync_log
    left join attempts_accepted
        on
            sync_log.sync_name = attempts_accepted.sync_name
            and sync_log.record_key = attempts_accepted.record_key
    where
        sync_log.outcome not in ('accepted', 'aborted')
        and (
            attempts_accepted.last_accepted_at is null
            or sync_log.attempted_at > attempts_accepted.last_accepted_at
        )
    group by sync_log.sync_name, sync_log.record_key
),

records_described as (
    select
        {{ dbt.hash(dbt.concat(
            ['records_failing.sync_name', "':'", 'records_failing.record_key']
        )) }} as sync_row_id,
        records_failing.sync_name,
        records_failing.record_key,
        records_failing.profile_id,
        records_failing.destination_name,
        records_failing.destination_id,
        records_failing.operation,
        records_failing.outcome,
        records_failing.reason,
        records_failing.run_id,
        coalesce(attempts_failed.count_attempts, 0) as count_attempts,
        records_failing.is_in_destination,
        attempts_failed.failing_since_at,
        records_failing.attempted_at
    from records_failing
    left join attempts_failed
        on
            records_failing.sync_name = attempts_failed.sync_name
            and records_failing.record_key = attempts_failed.record_key
)

select * from records_described
