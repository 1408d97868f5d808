{{ config(materialized='ephemeral') }}

{#- What was written last of the identifiers that the run resolves. It is read from the
    log itself, not from the graph before: a log that came out of a backup then goes on
    where it ended. -#}
{%- set log = published('identity_assignments') -%}

with identity_candidate as (
    select * from {{ ref('identity_candidate') }}
),

members_before as (
    select * from {{ ref('int_profiles_before') }}
),

identifiers_resolved as (
    select identifier_id from identity_candidate
    union
    select identifier_id from members_before
),

assignments_ranked as (
    {%- if log %}
    select
        log.identifier_id,
        log.profile_id,
        row_number() over (
            partition by log.identifier_id
            order by log.run_number desc
        ) as newest_rank
    from {{ log }} as log
    {%- if is_increment() %}
    inner join identifiers_resolved
        on log.identifier_id = identifiers_resolved.identifier_id
    {%- endif %}
    {%- else %}
    select
        identifier_id,
        identifier_id as profile_id,
        1 as newest_rank
    from identifiers_resolved
    where 1 = 0
    {%- endif %}
),

assignments_newest as (
    select
        identifier_id,
        profile_id
    from assignments_ranked
    where newest_rank = 1
)

select * from assignments_newest
