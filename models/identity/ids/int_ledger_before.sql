{%- set ledger_before = published('profile_ledger') -%}

with runs_committed as (
    select * from {{ ref('int_runs_committed') }}
),

entries_committed as (
    {%- if ledger_before %}
    select
        ledger.anchor_identifier_id,
        ledger.profile_id,
        ledger.generation,
        ledger.entry_number
    from {{ ledger_before }} as ledger
    inner join runs_committed on ledger.run_id = runs_committed.run_id
    {%- else %}
    select
        run_id as anchor_identifier_id,
        run_id as profile_id,
        1 as generation,
        1 as entry_number
    from runs_committed
    where 1 = 0
    {%- endif %}
),

entries_ranked as (
    select
        anchor_identifier_id,
        profile_id,
        max(generation) over (partition by anchor_identifier_id) as newest_generation,
        max(entry_number) over () as newest_entry_number,
        row_number()
            over (partition by anchor_identifier_id order by entry_number desc)
            as entry_rank
    from entries_committed
),

entries_in_force as (
    select
        anchor_identifier_id,
        profile_id,
        newest_generation,
        newest_entry_number
    from entries_ranked
    where entry_rank = 1
)

select * from entries_in_force
