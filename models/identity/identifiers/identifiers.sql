{{ config(materialized='view') }}

with identifiers_judged as (
    select * from {{ ref('int_identifiers_judged') }}
),

identifiers_known as (
    select
        identifier_id,
        identifier_type,
        identifier_kind,
        identifier_value,
        quarantine_reason,
        identifier_key,
        parent_key,
        priority,
        count_records,
        count_sources,
        is_usable,
        is_authenticated,
        is_bridge,
        first_observed_at,
        last_observed_at,
        first_loaded_at,
        last_loaded_at
    from identifiers_judged
    where not is_removed
)

select * from identifiers_known
