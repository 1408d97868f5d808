{{ config(materialized='view') }}

{#- The pairs of profiles that a must-not-link or a contradiction keeps apart, each with
    the rule's name. -#}
with overrides_applied as (
    {{ overrides_applied(ref('int_overrides_resolved'), ref('identity_candidate')) }}
),

contradictions_found as (
    select * from {{ ref('int_contradictions_found') }}
),

identity_candidate as (
    select * from {{ ref('identity_candidate') }}
),

pairs_unioned as (
    select
        profile_a_id,
        profile_b_id,
        action as broken_rule
    from overrides_applied
    where action = 'must_not_link'
    union all
    select
        side_a.profile_id as profile_a_id,
        side_b.profile_id as profile_b_id,
        {{ dbt.concat(["'contradiction:'", 'contradictions_found.attribute_name']) }}
            as broken_rule
    from contradictions_found
    inner join identity_candidate as side_a
        on contradictions_found.identifier_a_id = side_a.identifier_id
    inner join identity_candidate as side_b
        on contradictions_found.identifier_b_id = side_b.identifier_id
),

profiles_parted as (
    select distinct
        least(profile_a_id, profile_b_id) as profile_a_id,
        greatest(profile_a_id, profile_b_id) as profile_b_id,
        broken_rule
    from pairs_unioned
)

select * from profiles_parted
