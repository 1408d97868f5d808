{{ config(post_hook="{{ tombstones_written() }}") }}

with suppressions_unioned as (
    select * from {{ ref('int_suppressions_unioned') }}
),

-- Of the same order given twice the one that lasts longer holds.
suppressions_grouped as (
    select
        profile_id,
        source_name,
        record_id,
        scope,
        reason,
        min(since_at) as since_at,
        case when count(until_at) = count(*) then max(until_at) end as until_at
    from suppressions_unioned
    where profile_id is not null
    group by profile_id, source_name, record_id, scope, reason
),

suppressions_identified as (
    select
        {{ dbt.hash(dbt.concat([
            'source_name', "':'", 'record_id', "':'", 'profile_id', "':'", 'scope', "':'", 'reason'
        ])) }} as suppression_id,
        profile_id,
        source_name,
        record_id,
        scope,
        reason,
        since_at,
        until_at
    from suppressions_grouped
)

select * from suppressions_identified
