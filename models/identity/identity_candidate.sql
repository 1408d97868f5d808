with identity_clusters as (
    select * from {{ ref('identity_clusters') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

-- The anchor of a profile: of the members of its strongest type the one loaded first,
-- then observed first, then with the smallest id.
members_ranked as (
    select
        identity_clusters.cluster_key,
        identifiers.identifier_id,
        row_number() over (
            partition by identity_clusters.cluster_key
            order by
                identifiers.priority,
                identifiers.first_loaded_at,
                identifiers.first_observed_at,
                identifiers.identifier_id
        ) as anchor_rank
    from identity_clusters
    inner join identifiers
        on identity_clusters.identifier_key = identifiers.identifier_key
),

profiles_named as (
    select
        cluster_key,
        identifier_id as anchor_identifier_id,
        {{ profile_id('identifier_id') }} as profile_id
    from members_ranked
    where anchor_rank = 1
),

members_assigned as (
    select
        members_ranked.identifier_id,
        profiles_named.profile_id,
        profiles_named.anchor_identifier_id,
        cast('{{ invocation_id }}' as {{ dbt.type_string() }}) as run_id,
        members_ranked.cluster_key
    from members_ranked
    inner join profiles_named on members_ranked.cluster_key = profiles_named.cluster_key
)

select * from members_assigned
