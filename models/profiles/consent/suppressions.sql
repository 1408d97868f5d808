{{ config(post_hook="{{ tombstones_written() }}") }}

with suppressions_unioned as (
    select * from {{ ref('int_suppressions_unioned') }}
),

suppressed_addresses as (
    select * from {{ ref('suppressed_addresses') }}
),

-- An order about an address strikes whoever has no other address of its kind.
orders_judged as (
    select
        suppressions_unioned.*,
        coalesce(suppressed_addresses.has_another, false) as is_reachable
    from suppressions_unioned
    left join suppressed_addresses
        on
            suppressions_unioned.identifier_id = suppressed_addresses.identifier_id
            and suppressions_unioned.source_name = suppressed_addresses.source_name
            and suppressions_unioned.record_id = suppressed_addresses.record_id
            and suppressions_unioned.scope = suppressed_addresses.scope
            and suppressions_unioned.reason = suppressed_addresses.reason
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
    from orders_judged
    where profile_id is not null and not is_reachable
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
