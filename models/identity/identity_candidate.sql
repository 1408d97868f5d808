with identity_clusters as (
    select * from {{ ref('identity_clusters') }}
),

identity_cuts as (
    select * from {{ ref('identity_cuts') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

-- A cluster within all limits is one profile; the others are in identity_cuts.
members_grouped as (
    select
        identifiers.identifier_id,
        identity_clusters.cluster_key,
        coalesce(identity_cuts.profile_key, identity_clusters.cluster_key) as profile_key,
        identity_clusters.side_key,
        identifiers.priority,
        identifiers.first_observed_at,
        identifiers.first_loaded_at
    from identity_clusters
    inner join identifiers on identity_clusters.identifier_key = identifiers.identifier_key
    left join identity_cuts on identity_clusters.side_key = identity_cuts.side_key
),

-- The anchor of a profile: of the members of its strongest type the one loaded first, then observed
-- first, then with the smallest id.
members_ranked as (
    select
        identifier_id,
        cluster_key,
        profile_key,
        side_key,
        row_number() over (
            partition by profile_key
            order by priority, first_loaded_at, first_observed_at, identifier_id
        ) as anchor_rank
    from members_grouped
),

profiles_named as (
    select
        identifier_id as anchor_identifier_id,
        {{ profile_id('identifier_id') }} as profile_id,
        profile_key
    from members_ranked
    where anchor_rank = 1
),

members_assigned as (
    select
        members_ranked.identifier_id,
        profiles_named.profile_id,
        profiles_named.anchor_identifier_id,
        cast('{{ invocation_id }}' as {{ dbt.type_string() }}) as run_id,
        members_ranked.cluster_key,
        members_ranked.side_key
    from members_ranked
    inner join profiles_named on members_ranked.profile_key = profiles_named.profile_key
)

select * from members_assigned
