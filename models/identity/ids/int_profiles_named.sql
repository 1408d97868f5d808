with profiles_grouped as (
    select * from {{ ref('int_profiles_grouped') }}
),

profiles_before as (
    select * from {{ ref('int_profiles_before') }}
),

profiles_inherited as (
    select * from {{ ref('int_profiles_inherited') }}
),

ledger_before as (
    select * from {{ ref('int_ledger_before') }}
),

anchors_before as (
    select
        profile_id,
        anchor_identifier_id
    from profiles_before
    group by profile_id, anchor_identifier_id
),

-- What each profile is due to: the id it inherits, else the ledger's for its anchor,
-- else its anchor's.
ids_due as (
    select
        profiles_grouped.profile_key,
        profiles_grouped.identifier_id as anchor_identifier_id,
        coalesce(
            ledger_before.profile_id, {{ profile_id('profiles_grouped.identifier_id') }}
        ) as known_id,
        coalesce(
            profiles_inherited.profile_id,
            ledger_before.profile_id,
            {{ profile_id('profiles_grouped.identifier_id') }}
        ) as due_id,
        coalesce(ledger_before.newest_generation, 1) as generation,
        case
            when profiles_inherited.profile_id is not null then 1
            when ledger_before.profile_id is not null then 2
            else 3
        end as claim
    from profiles_grouped
    left join
        profiles_inherited
        on profiles_grouped.profile_key = profiles_inherited.profile_key
    left join ledger_before
        on profiles_grouped.identifier_id = ledger_before.anchor_identifier_id
    where profiles_grouped.anchor_rank = 1
),

-- No id is live twice: who had it in the last run keeps it.
ids_claimed as (
    select
        ids_due.profile_key,
        ids_due.anchor_identifier_id,
        ids_due.known_id,
        ids_due.due_id,
        ids_due.generation,
        row_number() over (
            partition by ids_due.due_id
            order by
                case when anchors_before.profile_id is null then 1 else 0 end,
                ids_due.claim,
                ids_due.anchor_identifier_id
        ) as claim_rank
    from ids_due
    left join anchors_before
        on
            ids_due.due_id = anchors_before.profile_id
            and ids_due.anchor_identifier_id = anchors_before.anchor_identifier_id
),

profiles_named as (
    select
        profile_key,
        anchor_identifier_id,
        known_id,
        case
            when claim_rank = 1 then due_id
            else {{ profile_id(
                'anchor_identifier_id', dbt.cast('generation + 1', dbt.type_string())
            ) }}
        end as profile_id,
        case when claim_rank = 1 then generation else generation + 1 end as generation
    from ids_claimed
)

select * from profiles_named
