{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    pre_hook=["{{ check_identity_lock() }}", "{{ delete_uncommitted_rows() }}"],
) }}

with profiles_named as (
    select * from {{ ref('int_profiles_named') }}
),

ledger_before as (
    select * from {{ ref('int_ledger_before') }}
),

-- The gates stand before the candidate's readers.
identity_candidate as (
    select * from {{ ref('identity_candidate') }}
),

run_started as (
    select * from {{ ref('int_run_started') }}
),

newest_entry as (
    select coalesce(max(newest_entry_number), 0) as entry_number
    from ledger_before
),

profiles_live as (
    select
        anchor_identifier_id,
        profile_id
    from identity_candidate
    group by anchor_identifier_id, profile_id
),

-- Only what its anchor does not tell has to be remembered.
entries_added as (
    select
        profiles_live.anchor_identifier_id,
        profiles_live.profile_id,
        run_started.run_id,
        profiles_named.generation,
        newest_entry.entry_number + 1 as entry_number
    from profiles_live
    inner join profiles_named on profiles_live.profile_id = profiles_named.profile_id
    cross join newest_entry
    cross join run_started
    where profiles_named.profile_id <> profiles_named.known_id
)

select * from entries_added
