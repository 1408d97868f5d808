{{ config(materialized='increment', meta={'key': ['identifier_key']}) }}

{%- set columns = [
    'identifier_id', 'identifier_type', 'identifier_kind', 'identifier_value',
    'screen_reason', 'quarantine_reason', 'parent_key', 'priority', 'count_records',
    'count_sources', 'is_usable', 'is_authenticated', 'is_bridge', 'first_observed_at',
    'last_observed_at', 'first_loaded_at', 'last_loaded_at',
] -%}

with identifiers_counted as (
    select * from {{ ref('int_identifiers_counted') }}
),

identifier_types as (
    select * from {{ ref('identifier_types') }}
),

identifiers_overshared as (
    select * from {{ ref('int_identifiers_overshared') }}
),

{%- if is_increment() %}

keys_weighed as (
    select identifier_key
    from {{ ref('int_identifiers_touched') }}
    union
    select identifier_key
    from identifiers_counted
),

identifiers_stored as (
    select stored.*
    from {{ this }} as stored
    inner join keys_weighed on stored.identifier_key = keys_weighed.identifier_key
),
{%- endif %}

identifiers_judged as (
    select
        identifiers_counted.identifier_key,
        identifiers_counted.identifier_id,
        identifiers_counted.identifier_type,
        identifier_types.identifier_kind,
        identifiers_counted.identifier_value,
        identifiers_counted.screen_reason,
        case
            when identifiers_counted.screen_reason is not null
                then identifiers_counted.screen_reason
            when identifiers_overshared.identifier_key is not null then 'over_shared'
        end as quarantine_reason,
        identifiers_counted.parent_key,
        identifier_types.priority,
        identifiers_counted.count_records,
        identifiers_counted.count_sources,
        identifiers_counted.screen_reason is null
        and identifiers_overshared.identifier_key is null as is_usable,
        identifiers_counted.is_authenticated,
        identifier_types.is_bridge,
        identifiers_counted.first_observed_at,
        identifiers_counted.last_observed_at,
        identifiers_counted.first_loaded_at,
        identifiers_counted.last_loaded_at
    from identifiers_counted
    inner join identifier_types
        on identifiers_counted.identifier_type = identifier_types.identifier_type
    left join identifiers_overshared
        on identifiers_counted.identifier_key = identifiers_overshared.identifier_key
),

{{ changes_of(
    'identifiers_judged', 'identifiers_stored', ['identifier_key'], columns
) }},

-- A link hangs on whether its ends are usable, so that change has a mark of its own.
identifiers_marked as (
    select
        rows_changed.*,
        {%- if is_increment() %}
        case
            when
                coalesce(
                    identifiers_stored.is_usable and not identifiers_stored.is_removed,
                    false
                ) <> (rows_changed.is_usable and not rows_changed.is_removed)
                then rows_changed.changed_in_run
            else coalesce(
                identifiers_stored.usable_changed_in_run, rows_changed.changed_in_run
            )
        end as usable_changed_in_run
        {%- else %}
        rows_changed.changed_in_run as usable_changed_in_run
        {%- endif %}
    from rows_changed
    {%- if is_increment() %}
    left join identifiers_stored
        on rows_changed.identifier_key = identifiers_stored.identifier_key
    {%- endif %}
)

select * from identifiers_marked
