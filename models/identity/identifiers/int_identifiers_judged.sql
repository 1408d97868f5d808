{{ config(materialized='increment', meta={'key': ['identifier_key']}) }}

{%- set columns = [
    'identifier_id', 'identifier_type', 'identifier_kind', 'identifier_value',
    'screen_reason', 'quarantine_reason', 'parent_key', 'priority', 'count_records',
    'count_sources', 'is_usable', 'is_authenticated', 'is_bridge', 'first_observed_at',
    'last_observed_at', 'first_loaded_at', 'last_loaded_at',
] -%}

with identifiers_weighed as (
    select * from {{ ref('int_identifiers_weighed') }}
),

{%- if is_increment() %}

keys_weighed as (
    select identifier_key
    from {{ ref('int_identifiers_touched') }}
    union
    select identifier_key
    from identifiers_weighed
),

identifiers_stored as (
    select stored.*
    from {{ this }} as stored
    inner join keys_weighed on stored.identifier_key = keys_weighed.identifier_key
),
{%- endif %}

{{ changes_of(
    'identifiers_weighed', 'identifiers_stored', ['identifier_key'], columns
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
