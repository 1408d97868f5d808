{{ config(
    materialized='increment',
    pre_hook="{{ check_identity_lock() }}",
    meta={'key': ['identifier_id'], 'after': 'commit_identity_run'},
) }}

{%- set columns = [
    'profile_id', 'anchor_identifier_id', 'identifier_type', 'identifier_kind',
    'identifier_value', 'priority', 'count_records', 'is_authenticated', 'is_shared',
    'first_observed_at', 'last_observed_at',
] %}

-- The ledger, the logs and the rejected edges are written first; this makes the run
-- count.
-- depends_on: {{ ref('identity_commits') }}
-- depends_on: {{ ref('profile_ledger') }}
-- depends_on: {{ ref('identity_changes') }}
-- depends_on: {{ ref('identity_assignments') }}
-- depends_on: {{ ref('identity_rejected_edges') }}
with identifiers_assigned as (
    select * from {{ ref('int_identifiers_assigned') }}
),

run_started as (
    select * from {{ ref('int_run_started') }}
),

{%- if is_increment() %}

identifiers_stored as (
    select
        stored.*,
        false as is_removed
    from {{ this }} as stored
    inner join {{ ref('int_profiles_before') }} as profiles_before
        on stored.identifier_id = profiles_before.identifier_id
),
{%- endif %}

{{ changes_of(
    'identifiers_assigned', 'identifiers_stored', ['identifier_id'], columns
) }},

identifiers_published as (
    select
        rows_changed.identifier_id,
        rows_changed.profile_id,
        rows_changed.anchor_identifier_id,
        rows_changed.identifier_type,
        rows_changed.identifier_kind,
        rows_changed.identifier_value,
        run_started.run_id,
        rows_changed.changed_in_run as run_number,
        rows_changed.priority,
        rows_changed.count_records,
        rows_changed.is_authenticated,
        rows_changed.is_shared,
        {%- if is_increment() %}
        rows_changed.is_removed,
        {%- endif %}
        rows_changed.first_observed_at,
        rows_changed.last_observed_at
    from rows_changed
    cross join run_started
)

select * from identifiers_published
