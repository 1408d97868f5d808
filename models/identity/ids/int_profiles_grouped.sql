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
        coalesce(identity_cuts.profile_key, identity_clusters.cluster_key)
            as profile_key,
        identity_clusters.side_key,
        identifiers.priority,
        identifiers.first_observed_at,
        identifiers.first_loaded_at
    from identity_clusters
    inner join
        identifiers
        on identity_clusters.identifier_key = identifiers.identifier_key
    left join identity_cuts on identity_clusters.side_key = identity_cuts.side_key
),

-- The anchor of a profile is the first: of the members of its strongest type the one
-- loaded first, then observed first, then with the smallest id.
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
)

select * from members_ranked
