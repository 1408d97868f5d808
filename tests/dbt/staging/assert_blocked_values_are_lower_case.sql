-- Values are looked up in lower case: one with a capital would block nothing, unseen.
with blocked_identifiers as (
    select * from {{ ref('blocked_identifiers') }}
),

capitalized as (
    select
        identifier_type,
        match_kind,
        value
    from blocked_identifiers
    where value <> lower(value)
)

select * from capitalized
