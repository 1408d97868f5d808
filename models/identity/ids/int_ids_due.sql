{#- What each profile is due to: the id it inherits, else the ledger's for its anchor,
    else its anchor's. -#}
with profiles_grouped as (
    select * from {{ ref('int_profiles_grouped') }}
    where anchor_rank = 1
),

profiles_inherited as (
    select * from {{ ref('int_profiles_inherited') }}
),

ledger_before as (
    select * from {{ ref('int_ledger_before') }}
),

ids_known as (
    select
        profiles_grouped.profile_key,
        profiles_grouped.identifier_id as anchor_identifier_id,
        coalesce(
            ledger_before.profile_id, {{ profile_id('profiles_grouped.identifier_id') }}
        ) as known_id,
        coalesce(ledger_before.newest_generation, 1) as generation,
        case when ledger_before.profile_id is not null then 2 else 3 end as claim
    from profiles_grouped
    left join ledger_before
        on profiles_grouped.identifier_id = ledger_before.anchor_identifier_id
),

ids_due as (
    select
        ids_known.profile_key,
        ids_known.anchor_identifier_id,
        ids_known.known_id,
        coalesce(profiles_inherited.profile_id, ids_known.known_id) as due_id,
        ids_known.generation,
        case
            when profiles_inherited.profile_id is not null then 1 else ids_known.claim
        end as claim
    from ids_known
    left join
        profiles_inherited
        on ids_known.profile_key = profiles_inherited.profile_key
)

select * from ids_due
