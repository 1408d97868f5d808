{{ config(materialized='increment', meta={'key': ['override_id']}) }}

{%- set columns = [
    'identifier_a_id', 'identifier_b_id', 'action', 'identifier_a_key',
    'identifier_b_key',
] -%}

with identity_overrides as (
    select * from {{ ref('identity_overrides') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

{%- if is_increment() %}

overrides_stored as (
    select * from {{ this }}
),
{%- endif %}

overrides_in_force as (
    select
        identity_overrides.override_id,
        side_a.identifier_id as identifier_a_id,
        side_b.identifier_id as identifier_b_id,
        identity_overrides.action,
        side_a.identifier_key as identifier_a_key,
        side_b.identifier_key as identifier_b_key
    from identity_overrides
    inner join identifiers as side_a
        on
            identity_overrides.identifier_a_type = side_a.identifier_type
            and identity_overrides.identifier_a_value = side_a.identifier_value
    inner join identifiers as side_b
        on
            identity_overrides.identifier_b_type = side_b.identifier_type
            and identity_overrides.identifier_b_value = side_b.identifier_value
    cross join identity_as_of
    where
        side_a.is_usable
        and side_b.is_usable
        and (
            identity_overrides.expires_at is null
            or identity_overrides.expires_at > identity_as_of.as_of_at
        )
),

{{ changes_of('overrides_in_force', 'overrides_stored', ['override_id'], columns) }}

select * from rows_changed
