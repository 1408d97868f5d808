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
with identity_candidate as (
    select * from {{ ref('identity_candidate') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

run_started as (
    select * from {{ ref('int_run_started') }}
),

identifiers_shared as (
    select * from {{ ref('int_identifiers_shared') }}
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

identifiers_assigned as (
    select
        identifiers.identifier_id,
        identity_candidate.profile_id,
        identity_candidate.anchor_identifier_id,
        identifiers.identifier_type,
        identifiers.identifier_kind,
        identifiers.identifier_value,
        identifiers.priority,
        identifiers.count_records,
        identifiers.is_authenticated,
        identifiers_shared.identifier_id is not null as is_shared,
        identifiers.first_observed_at,
        identifiers.last_observed_at
    from identity_candidate
    inner join
        identifiers
        on identity_candidate.identifier_id = identifiers.identifier_id
    left join identifiers_shared
        on identity_candidate.identifier_id = identifiers_shared.identifier_id
),

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
